"""Pages in one batch: a fault of one page does not affect the others."""

import asyncio
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

from msgspec.structs import replace

from crawler.model import Outcome
from crawler.publishing.session import Session
from crawler.run.buffer import MOST
from pipelines.items import Kept
from pipelines.publish import Publish
from pipelines.revise import Revise
from pipelines.run import Run
from pipelines.settle import Settle
from tests.support.dumps import outcome, record, rows, story


def test_a_page_on_which_the_code_breaks_is_put_aside_alone(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run = Run(Session.open(dump, tmp_path / "state"))
    broken = replace(story("two"), removed=(None,))
    pages = [story("one"), broken, story("three")]
    for each in pages:
        run.accounts.count(each.page.source, "discovered")
        run.fetch(each.page)

    run.add_all(run.revise(pages))
    run.publish("finished")

    assert [row["headline"] for row in rows(dump)] == ["THE ONE STORY", "THE THREE STORY"]
    (rejected,) = rows(dump, "quarantine")
    assert rejected["kind"] == "bug"
    assert rejected["sha256"] == record("two").raw.sha256
    assert run.counts.gap() is None


def test_a_page_that_no_part_can_take_fails_the_run_and_no_other_page(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run = Run(Session.open(dump, tmp_path / "state"))
    nowhere = outcome(record("two", source="../two"))
    pages = [story("one"), nowhere, story("three")]
    run.accounts.count("wire", "discovered", 3)
    run.accounts.count("wire", "fetched", 3)

    run.add_all(run.revise(pages))
    run.publish("finished")

    assert len(rows(dump)) == 2
    assert run.published is not None
    assert run.published.verdict == "failed"
    assert run.published.reason == "wire: fetched 3 != 2 pages with a verdict"


def test_a_ledger_that_is_full_fails_the_run_and_is_no_bug(tmp_path: Path) -> None:
    run = Run(Session.open(str(tmp_path / "dump"), tmp_path / "state"))
    pages = [story(f"story {number}") for number in range(300)]
    run.accounts.count("wire", "discovered", 300)
    run.accounts.count("wire", "fetched", 300)
    (used,) = run.session._ledger._db.execute("PRAGMA page_count").fetchone()
    run.session._ledger._db.execute(f"PRAGMA max_page_count = {used}")

    run.add_all(run.revise(pages))
    run.publish("finished")

    assert run.accounts.bugs == 0
    assert run.error is not None
    assert "full" in run.error
    assert run.published is None or run.published.verdict == "failed"


def test_while_a_batch_is_published_the_crawl_goes_on(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run = Run(Session.open(dump, tmp_path / "state"))
    settle, revise, publish = Settle(run), Revise(run), Publish(run, Mock())
    turns: list[int] = []

    async def take(page: Outcome) -> None:
        run.accounts.count("wire", "discovered")
        run.fetch(page.page)
        with suppress(Kept):
            await publish.process_item(revise.process_item(await settle.process_item(page)))
        turns.append(run.counts.published)

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
    assert 0 < turns[MOST] < MOST  # a page was taken in amid the first batch
