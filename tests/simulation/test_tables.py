"""The tables of docs/scaling.md are what the simulations print."""

from pathlib import Path

import pytest

from benchmarks.simulation import batches, sweep

LINES = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text("utf-8").splitlines()


@pytest.mark.slow
def test_the_table_of_batches(capsys: pytest.CaptureFixture[str]) -> None:
    assert batches.main() == 0

    missing = [line for line in capsys.readouterr().out.splitlines() if line not in LINES]
    assert missing == []


@pytest.mark.slow
def test_rows_of_the_table_of_crawls() -> None:
    scenarios = dict(sweep.scenarios())
    rows = [sweep.row(name, scenarios[name]) for name in ("nothing fails", "4 workers")]

    assert [row for row in rows if row not in LINES] == []
    named = [line.split(" | ")[0].removeprefix("| ") for line in LINES if line.startswith("| ")]
    assert [name for name in scenarios if name not in named] == []
