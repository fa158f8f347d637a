"""Days of fetch in dumps that were compacted: readers who ask for one get all of its rows."""

from pathlib import Path

import duckdb
import pytest

from crawler.__main__ import main
from crawler.tools.verify import verify
from tests.support.dumps import at, counts, crawl, publish, rows, running, story
from tests.support.maintaining import compact, day, fetched, versions

pytestmark = pytest.mark.slow

SQL = Path(__file__).parents[2] / "crawler/dump/schemas/wire-story-1.duckdb.sql"
DAYS = (0, 1, 2, 31)
"""The last one is in another month."""


@pytest.fixture
def dump(tmp_path: Path) -> str:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    for number in DAYS:
        with running(dump, state, clock=at(day(number))) as opened:
            pages = (story("one", f"take {number}"), story(f"new {number}"))
            publish(opened, counts(crawl(opened, *(fetched(number, each) for each in pages))))
    compact(dump, state, "-1", day(40))
    assert len(versions(dump)) == 1
    return dump


def listed(dump: str, prefix: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the days in the keys of the listed parts."""
    capsys.readouterr()
    assert main(["parts", dump, "--day", prefix]) == 0
    return [line.split("date=")[1][:10] for line in capsys.readouterr().out.splitlines()]


def test_parts_of_one_month_are_put_together(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(dump, "2026", capsys) == ["2026-03-03", "2026-04-01"]
    assert listed(dump, "2026-03-02", capsys) == ["2026-03-03"]
    assert listed(dump, "2026-03-04", capsys) == []
    assert listed(dump, "2026-04", capsys) == ["2026-04-01"]
    assert verify(dump).problems == ()


@pytest.mark.parametrize(
    ("prefix", "count"),
    [("2026-03-01", 2), ("2026-03-02", 2), ("2026-03", 6), ("2026-03-04", 0), ("2026-04-01", 2)],
)
def test_sql_finds_the_rows_of_a_day(dump: str, prefix: str, count: int) -> None:
    db = duckdb.connect()
    db.execute(f"set variable dump = '{dump}'; set variable day = '{prefix}';")
    db.execute(SQL.read_text())
    found = db.sql("select id, revision from records()").fetchall()

    assert len(found) == count
    assert sorted(found) == sorted(
        (row["id"], row["revision"])
        for row in rows(dump)
        if str(row["fetched_at"]).startswith(prefix)
    )
