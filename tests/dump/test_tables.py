"""Dumps as tables: the examples of docs/dump.md lose nothing.

The dump has more parts than DuckDB looks into for the types of keys, and only the last have values
for most keys.
"""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawler.__main__ import main
from crawler.contract import RuleCount, field_sources
from crawler.dump.schemas.duckdb import duckdb_sql
from tests.support.dumps import outcome, record, rows, run

DOCS = Path(__file__).parents[2] / "docs"
PARTS, LATE = 36, 33
Row = tuple[str | None, str | None, dict[str, str]]


def wanted(number: int) -> Row:
    if number < LATE:
        return None, None, {"headline": "title"}
    return f"2-{number}", "Ann Bo", {"headline": "title", f"late-{number}": "header"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `dump`, a part in it that no run names, and its snapshot, `full`."""
    folder = tmp_path_factory.mktemp("tables")
    pages = []
    for number in range(PARTS):
        story_number, byline, evidence = wanted(number)
        day = f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}"
        made = record(
            f"s{number:02}", fetched_at=f"{day}T12:00:00Z",
            story_number=story_number, byline=byline, evidence=field_sources(evidence),
            removed=(RuleCount(f"r-{number}", 1),),
        )  # fmt: skip
        pages.append(outcome(made))
    run(str(folder / "dump"), folder / "state", *pages)
    parts = sorted((folder / "dump").glob("records/*/*/*.jsonl.gz"))
    assert len(parts) == PARTS
    (parts[0].parent / "20200101T000000Z-000000-00001.jsonl.gz").write_bytes(parts[0].read_bytes())
    assert main(["snapshot", str(folder / "dump"), str(folder / "full")]) == 0
    return folder


def block(language: str) -> str:
    """The lines of that language in docs/dump.md."""
    text = (DOCS / "dump.md").read_text()
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(found)


def same(found: list[Any]) -> bool:
    """Whether rows of a table are those of the dump."""
    read = [
        (number, byline, {each["field"]: each["source"] for each in evidence})
        for number, byline, evidence in found
    ]
    return sorted(read, key=str) == sorted(map(wanted, range(PARTS)), key=str)


def test_the_lines_for_python_lose_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found: dict[str, Any] = {}
    exec(block("python"), found)  # noqa: S102  # they are ours
    columns = ["story_number", "byline", "evidence"]
    frame = found["frame"].select(columns).rows()
    table = [tuple(row.values()) for row in found["table"].select(columns).to_pylist()]

    assert same(found["duck"])
    assert same(frame)
    assert same(table)


def test_the_lines_for_duckdb_lose_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    lines = re.sub(r"^\.read .*$", lambda _: duckdb_sql(), block("sql"), flags=re.M)
    with duckdb.connect() as connection:
        found = connection.execute(lines).fetchall()
        columns = [column[0] for column in connection.execute("from records()").description or ()]
        (count,) = connection.execute("select count(*) from records()").fetchall()

    assert same(found)
    assert columns == list(rows(str(folder / "dump"))[0])
    assert count == (PARTS,)


def test_the_latest_state_of_stories(tmp_path: Path) -> None:
    """The last revision of each, without those that are deleted."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    run(dump, state, outcome(record("a")), outcome(record("b")))
    run(dump, state, outcome(record("a", "second take")),
        outcome(record("b", "killed", pubstatus="canceled")))  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute("set variable dump = ?", [dump]).execute(duckdb_sql())
        stories = connection.execute("select headline, revision, op from stories()").fetchall()
        revisions = connection.execute("select count(*) from records()").fetchall()

    assert stories == [("THE A STORY", 2, "modify")]
    assert revisions == [(4,)]
