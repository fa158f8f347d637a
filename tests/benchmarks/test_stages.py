"""Test `python -m benchmarks.stages` on a few pages."""

import os
from pathlib import Path

import pytest

from benchmarks.pages import sample
from benchmarks.stages import instructions
from benchmarks.stages.__main__ import main
from benchmarks.stages.stages import REST, STAGES, observed
from crawler.reading import clean

NAMES = [*(stage.function for stage in STAGES), REST]


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    """Two pages of an archive, and one of a newspaper."""
    pages = [*sample()][:2]
    modern = pages[1].body.replace(b"<head>", b"<head><meta name=viewport content=x>")
    rows = [(page.url, page.body) for page in pages]
    listed = tmp_path / "pages.jsonl"
    with listed.open("w") as file:
        for number, (url, body) in enumerate([*rows, ("https://paper.example/a", modern)]):
            (tmp_path / f"{number}.html").write_bytes(body)
            row = f'{{"path":"{number}.html","url":"{url}","fetched_at":"2026-01-15T00:00:00Z"}}'
            file.write(row + "\n")
    return listed


def test_each_stage_is_timed(listing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decode = vars(clean)["decode"]

    assert main(["--pages", str(listing), "--rounds", "2"]) == 0

    title, _, *rows, last = capsys.readouterr().out.splitlines()
    assert title.startswith("3 pages of ")
    figures = {row[:24].strip(): float(row[24:32]) for row in rows}
    assert [*figures] == NAMES
    assert all(
        figures[name] > 0 for name in ("decode", "parse_page", "classify_blocks", "blocks", REST)
    )
    assert float(last[24:]) == pytest.approx(sum(figures.values()), abs=0.01)
    assert vars(clean)["decode"] is decode


def test_a_process_for_each_stage_reads_up_to_its_end(
    listing: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["--pages", str(listing), "--counted"]) == 0

    count, *processes = map(int, capfd.readouterr().out.split())
    assert count == 3
    assert len({*processes, os.getpid()}) == len(NAMES) + 2


def test_a_page_is_stopped_at_the_end_of_a_stage() -> None:
    page = next(sample())
    steps = instructions.Steps()
    with observed(steps.observe):
        names = steps.read(page)
        assert names[:3] == NAMES[:3]
        assert sorted(names, key=NAMES.index) == names
        assert [steps.read(page, at) for at in (1, 5)] == [names[:1], names[:5]]


def test_instructions_need_valgrind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(["--instructions", "--count", "1"]) == 2

    assert capsys.readouterr().err == (
        "benchmarks.stages: --instructions: valgrind is not installed\n"
    )
