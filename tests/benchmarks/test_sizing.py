"""The arithmetic of docs/scaling.md is what the module computes."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.sizing import Assumptions, bounds, main, resources, tables, times

TEXT = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text("utf-8")


def test_the_tables_of_the_document() -> None:
    lines = TEXT.splitlines()

    missing = [line for line in tables(Assumptions()) if line not in lines]
    assert missing == []


def test_twice_the_pages_take_twice_the_time_of_the_processors() -> None:
    once, twice = (next(resources(replace(Assumptions(), pages=n))) for n in (1e9, 2e9))

    assert once[1] == "2,000 core hours, $80"
    assert twice[1] == "4,000 core hours, $160"


def test_a_settler_bounds_any_number_of_machines() -> None:
    rows = {row[:2]: row[2] for row in times(replace(Assumptions(), settle_ms=10))}

    assert rows["4", "1"] == rows["16", "1"] == "100 pages/s, 115.7 days"


def test_a_round_is_bounded_by_its_settler() -> None:
    (row,) = [row for row in bounds(Assumptions()) if row[0] == "10,000,000"]

    assert row[1] == "3.3 hours"


def test_assumptions_are_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--core-hour", "1", "--pages", "3.6e6"]) == 0

    assert "| processors | 7 core hours, $7.20 | 8 core hours, $8.00 |" in capsys.readouterr().out
