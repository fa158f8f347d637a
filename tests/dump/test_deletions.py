"""Deletion of stories whose pages are missing, except while a whole source disappears."""

from dataclasses import replace as changed
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crawler.model import Outcome
from crawler.publishing.published import Published
from crawler.run.report import Crawled
from crawler.sources import Gone
from crawler.tools.verify import verify
from tests.support.dumps import (
    NOON,
    counts,
    crawl,
    miss,
    outcome,
    publish,
    record,
    rows,
    run,
    running,
    sha256,
    source,
    story,
    url,
)
from tests.support.kill import killed_everywhere

pytestmark = pytest.mark.slow

TERMS = Gone()


def night(
    dump: str,
    state: Path,
    day: int,
    *pages: Outcome,
    missing: tuple[str, ...] = (),
    terms: Gone = TERMS,
) -> Published:
    """One run, on a day, in which these pages come and these addresses are missing."""
    now = NOON + timedelta(days=day)
    with running(dump, state, clock=lambda: now) as a_run:
        for each in pages:
            a_run.receive(each.fetch)
        counted = counts(crawl(a_run, *pages))
        for address in missing:
            miss(a_run, address, now)
        row = counted["wire"]
        counted["wire"] = changed(
            row, discovered=row.discovered + len(missing), failed=len(missing)
        )
        return publish(a_run, counted, crawled=_by(terms))


def _by(terms: Gone) -> dict[str, Crawled]:
    return {"wire": Crawled(source(gone=terms), "whole")}


def ops(dump: str, name: str = "one") -> list[tuple[str, int]]:
    assert verify(dump).problems == ()
    return [(row["op"], row["revision"]) for row in rows(dump) if row["id"] == sha256(name)[:32]]


ONE = (url("one"),)


def test_a_page_that_stays_missing_ends_its_story(dump_url: str, state: Path) -> None:
    night(dump_url, state, 0, story("one"), story("two"))
    for day in (1, 2):
        night(dump_url, state, day, story("two"), missing=ONE)
    assert ops(dump_url) == [("add", 1)]

    last = night(dump_url, state, 3, story("two"), missing=ONE)
    after = night(dump_url, state, 4, story("two"), missing=ONE)

    assert (last.deleted, after.deleted) == ({"wire": 1}, {})
    assert ops(dump_url) == [("add", 1), ("delete", 2)]
    add, delete = (row for row in rows(dump_url) if row["url"] == ONE[0])
    new = {"op", "revision", "supersedes", "fetched_at"}
    assert {key for key in add if add[key] != delete[key]} == new
    assert (delete["supersedes"], delete["changed"]) == (add["digest"], [])
    assert delete["fetched_at"] == "2026-03-04T12:00:00Z"


def test_runs_of_one_day_and_a_page_in_between_confirm_nothing(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    night(dump, state, 0, story("one"), story("two"))
    for day in (1, 1, 1, 2):
        night(dump, state, day, story("two"), missing=ONE)
    night(dump, state, 3, story("one"), story("two"))
    for day in (4, 5):
        night(dump, state, day, story("two"), missing=ONE)

    assert ops(dump) == [("add", 1)]


def test_a_story_also_at_another_url_is_not_deleted(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    copy = outcome(replace(record("one"), id=sha256("copy")[:32], url=url("copy")))
    twin = story("one", host="twin.example")
    night(dump, state, 0, story("one"), story("two"), twin, copy)
    for day in (1, 2, 3, 4):
        night(dump, state, day, story("two"), twin, copy, missing=ONE)
    for day in (5, 6, 7, 8):
        night(dump, state, day, story("two"), copy, missing=(*ONE, url("one", "twin.example")))
    assert ops(dump) == [("add", 1)]

    for day in (9, 10, 11):
        night(dump, state, day, missing=(*ONE, url("one", "twin.example"), url("copy")))
    assert ops(dump) == [("add", 1), ("delete", 2)]


@pytest.mark.parametrize("text", ["first take", "second take"])
def test_a_page_that_is_there_again_is_added_again(tmp_path: Path, state: Path, text: str) -> None:
    dump = str(tmp_path / "dump")
    night(dump, state, 0, story("one"))
    for day in (1, 2, 3):
        night(dump, state, day, missing=ONE)
    night(dump, state, 4, story("one", text))
    night(dump, state, 5, story("one", text))

    assert ops(dump) == [("add", 1), ("delete", 2), ("add", 3)]
    for day in (6, 7, 8):
        night(dump, state, day, missing=ONE)
    assert ops(dump)[3:] == [("delete", 4)]


def test_a_source_that_vanishes_is_an_alarm_and_no_end(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    names = [f"story {number}" for number in range(40)]
    night(dump, state, 0, *map(story, names))
    lost = tuple(url(name) for name in names[:21])
    for day in (1, 2, 3, 4):
        published = night(dump, state, day, *map(story, names[21:]), missing=lost)
        (alarm,) = published.alarms["wire"]
        assert alarm.startswith("vanished: 21 of 40 known stories missing")

    assert {row["op"] for row in rows(dump)} == {"add"}
    for day in (5, 6, 7):  # what was missing then confirms nothing
        assert {row["op"] for row in rows(dump)} == {"add"}
        night(dump, state, day, *map(story, names[20:]), missing=lost[:20])
    assert sum(row["op"] == "delete" for row in rows(dump)) == 20


def test_a_lost_ledger_confirms_anew_and_deletes_once(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    night(dump, state, 0, story("one"))
    for day in range(1, 12):
        if day in (3, 8):
            for file in state.glob("*/ledger*"):
                file.unlink()
        night(dump, state, day, missing=ONE)
        assert ops(dump) == [("add", 1), ("delete", 2)][: 1 + (day >= 5)]


def test_a_kill_around_a_deletion_loses_and_repeats_nothing(tmp_path: Path) -> None:
    def work(dump: str, state: Path) -> None:
        night(dump, state, 3, story("two", "second take"), missing=ONE)

    folder, state = tmp_path / "dump", tmp_path / "state"
    dump = str(folder)
    night(dump, state, 0, story("one"), story("two"))
    for day in (1, 2):
        night(dump, state, day, story("two"), missing=ONE)
    for number in killed_everywhere(folder, state, work):
        assert verify(dump).problems == (), number
        if number % 2:
            for file in state.glob("*/ledger*"):
                file.unlink()
        for day in (4, 5, 6):
            night(dump, state, day, story("two", "second take"), missing=ONE)
        assert ops(dump) == [("add", 1), ("delete", 2)], number
        assert ops(dump, "two") == [("add", 1), ("modify", 2)], number
    assert number > 15


def test_two_machines_delete_once(tmp_path: Path) -> None:
    dump, ours, theirs = str(tmp_path / "dump"), tmp_path / "ours", tmp_path / "theirs"
    night(dump, ours, 0, story("one"))
    for day in (1, 2):
        night(dump, ours, day, missing=ONE)
        night(dump, theirs, day, missing=ONE)
    now = NOON + timedelta(days=3)
    with running(dump, ours, clock=lambda: now) as a_run:
        miss(a_run, ONE[0], now)
        night(dump, theirs, 3, missing=ONE)
        publish(a_run, counts([]), crawled=_by(TERMS))

    assert ops(dump) == [("add", 1), ("delete", 2)]


Take = st.tuples(
    st.sampled_from(["wire.example", "twin.example"]),
    st.sampled_from(["first", "second", "third", None]),
    st.sampled_from([{}, {"corrected": True}, {"pubstatus": "canceled"}]),
)


@settings(max_examples=40, deadline=None)
@given(takes=st.lists(Take, max_size=8), lost=st.integers(0, 7))
def test_whatever_comes_the_chain_holds(
    tmp_path_factory: pytest.TempPathFactory,
    takes: list[tuple[str, str | None, dict[str, Any]]],
    lost: int,
) -> None:
    """Takes of one story from two addresses, and addresses that are missing (null)."""
    folder = tmp_path_factory.mktemp("chain")
    dump, state = str(folder / "dump"), folder / "state"
    run(dump, state, story("two"))
    for day, (host, text, change) in enumerate(takes):
        if day == lost:
            for file in state.glob("*/ledger*"):
                file.unlink()
        address = url("one", host)
        if text is None:
            night(dump, state, day, missing=(address,), terms=Gone(runs=1, days=1))
            continue
        made = record("one", f"{text} {change}", host, **change)
        night(dump, state, day, outcome(made))
        head = [row for row in rows(dump) if row["id"] == made.id][-1]
        again = [row for row in rows(dump) if row["digest"] == made.digest]
        # Nothing is lost but the plain take of a story that was corrected or killed.
        assert again or head["corrected"] or head["pubstatus"] == "canceled"
        assert (head["op"] == "delete") == (head["pubstatus"] == "canceled")
    assert verify(dump).problems == ()
