"""The last pipeline: a fault of one page of a batch does not affect the others."""

import asyncio
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest
from msgspec.structs import replace

from crawler.model import Outcome
from crawler.publishing.writer import PartLimits
from crawler.run.buffer import MOST
from crawler.run.nameplates import Nameplates
from crawler.run.run import Run
from pipelines.store import Store, Stored
from tests.support.dumps import open_run, outcome, record, rows, story


def store_all(run: Run, *pages: Outcome) -> None:
    """Let pages be found, fetched and stored."""
    for each in pages:
        report = run.report.of(each.fetch.source)
        report.find(1)
        report.fetch()
        run.store(each)


def test_a_page_on_which_the_code_breaks_is_quarantined_alone(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run = open_run(dump, tmp_path / "state")
    broken = replace(story("two"), removed=(None,))

    store_all(run, story("one"), broken, story("three"))
    run.publish("finished")

    assert [row["headline"] for row in rows(dump)] == ["THE ONE STORY", "THE THREE STORY"]
    (rejected,) = rows(dump, "quarantine")
    assert rejected["kind"] == "bug"
    assert rejected["sha256"] == record("two").raw.sha256
    assert run.report.of("wire").bugs == 1
    assert run.counts.gap() is None


def test_a_page_that_no_part_can_take_fails_the_run_and_no_other_page(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run = open_run(dump, tmp_path / "state")
    run.report.of("wire").find(3)
    run.report.of("wire").fetch(3)

    for page in (story("one"), outcome(record("two", source="../two")), story("three")):
        run.store(page)
    run.publish("finished")

    assert len(rows(dump)) == 2
    assert run.published is not None
    assert run.published.verdict == "failed"
    assert run.published.reason == "wire: fetched 3 != 2 pages with a verdict"


def test_a_full_ledger_fails_the_run_and_is_no_bug(tmp_path: Path) -> None:
    run = open_run(str(tmp_path / "dump"), tmp_path / "state")
    db = run.session.ledger._db
    (used,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {used}")

    store_all(run, *(story(f"story {number}") for number in range(300)))
    run.publish("finished")

    assert run.report.of("wire").bugs == 0
    assert run.error is not None
    assert "full" in run.error
    assert run.published is None or run.published.verdict == "failed"


def test_an_error_in_the_buffer_is_not_the_fault_of_the_page_that_came_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    dump = str(tmp_path / "dump")
    run = open_run(dump, tmp_path / "state", limits=PartLimits(seconds=0))
    run.report.of("wire").find(1)
    run.report.of("wire").fetch()
    monkeypatch.setattr(Nameplates, "see", broken)

    assert list(run.buffer(story("one"))) == []
    run.publish("finished")

    assert rows(dump, "quarantine") == []
    assert run.published is not None
    assert run.published.verdict == "failed"
    assert run.published.reason == "internal error in the page buffer: RuntimeError: boom"


def test_while_a_batch_is_stored_the_crawl_goes_on(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run = open_run(dump, tmp_path / "state")
    store = Store(run, *[Mock()] * 5)
    stored: list[int] = []

    async def take(page: Outcome) -> None:
        run.report.of("wire").find(1)
        run.receive(page.fetch)
        with suppress(Stored):
            await store.process_item([page])
        stored.append(run.counts.published)

    async def take_all() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(MOST + 1):
                await asyncio.sleep(0)
                group.create_task(take(story(f"story {number}")))
            for number in range(2 * MOST):  # more than may wait for the next batch
                group.create_task(take(story(f"later {number}")))

    asyncio.run(take_all())
    run.publish("finished")

    assert len(rows(dump)) == 3 * MOST + 1
    assert run.counts.gap() is None
    assert 0 < stored[MOST] < MOST  # a page was taken in amid the first batch
