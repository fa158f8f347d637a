"""Pages that come together: what befalls one of them is not the others' fault."""

from pathlib import Path

from msgspec.structs import replace

from crawler.dump.session import Session
from pipelines.run import Run
from tests.dump.factory import outcome, record, rows, story


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
    assert run.published.reason == "wire: fetched 3, but 2 have a verdict"


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
