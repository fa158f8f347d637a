"""A visit counts once its rows are sealed, and never hides a page that must be read again."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.discover import StoryLink
from crawler.dump.manifest import Counts
from crawler.model import Outcome, Page, PageSummary
from crawler.publishing.published import Published
from crawler.publishing.writer import PartLimits
from crawler.reading.screen import reject, reject_fetch
from crawler.run.report import Crawled
from crawler.run.run import Run
from crawler.sources import Gates, Gone, Source
from tests.support.dumps import (
    NOON,
    counts,
    crawl,
    miss,
    publish,
    rows,
    running,
    sha256,
    source,
    story,
    url,
)

CONDITIONS = {"If-None-Match": '"1"'}


@pytest.fixture
def dump(tmp_path: Path) -> str:
    return str(tmp_path / "dump")


def read(name: str, now: datetime = NOON) -> Outcome:
    """A story of January as it was fetched: asked for monthly."""
    made = story(name)
    page = replace(made.fetch, etag='"1"', fetched_at=now)
    return replace(made, fetch=page, summary=PageSummary(f"bytes of {name}", 1, "2026-01-20"))


def at(day: float) -> Callable[[], datetime]:
    return lambda: NOON + timedelta(days=day)


def night(
    dump: str,
    state: Path,
    *pages: Outcome,
    day: float = 0,
    terms: Source | None = None,
    **how: Any,
) -> tuple[Published, Run]:
    """One whole run, in which these pages come."""
    with running(dump, state, clock=at(day)) as a_run:
        searched = terms or source()
        a_run.begin(Crawled(searched, "whole"))
        for each in pages:
            a_run.receive(each.fetch)
        row = counts(crawl(a_run, *pages))
        crawled = Crawled(searched, "whole", **how)
        return publish(a_run, row, crawled={"wire": crawled}), a_run


def planned(dump: str, state: Path, name: str = "one", day: float = 0) -> object:
    """What the next run would do about a story."""
    with running(dump, state, clock=at(day)) as a_run:
        a_run.begin(Crawled(source(), "whole"))
        headers = a_run.plan(StoryLink(url(name), source()))
        return headers if headers is not None else next(iter(a_run.report.of("wire").skips))


def test_a_visit_counts_once_its_rows_are_safe(dump: str, state: Path) -> None:
    with running(dump, state, clock=at(0), limits=PartLimits(rows=2)) as a_run:
        a_run.begin(Crawled(source(), "whole"))
        crawl(a_run, *map(read, ("one", "two", "three")))  # the first two are sealed

    assert [planned(dump, state, name) for name in ("one", "two", "three")] == [
        *("resumed", "resumed"),
        {},
    ]
    assert planned(dump, state, day=6.9) == "resumed"
    assert planned(dump, state, day=8) == "not-due"  # too long ago to go on with
    night(dump, state, read("three"))
    assert [planned(dump, state, name) for name in ("one", "three")] == ["not-due", "not-due"]
    assert planned(dump, state, day=31) == CONDITIONS


def test_a_crawl_that_was_stopped_is_gone_on_with(dump: str, state: Path) -> None:
    night(dump, state, read("one"), finished=False)
    assert planned(dump, state) == "resumed"


def test_what_is_withheld_is_read_again(dump: str, state: Path) -> None:
    night(dump, state, read("one"))
    published, _ = night(dump, state, read("two"), terms=source(gates=Gates(stories=5)))
    assert published.verdict == "withheld"

    assert (planned(dump, state, "one"), planned(dump, state, "two")) == ("not-due", {})


def test_pages_that_are_gone_or_that_our_code_broke_on_are_read_again(
    dump: str, state: Path
) -> None:
    night(dump, state, read("one"), read("two"), read("three"))
    with running(dump, state, clock=at(1)) as a_run:
        miss(a_run, url("one"))
        a_run.page_store.write(
            reject_fetch(read("two").fetch, Fault(FaultKind.BUG, "ours"), sha256("two"))
        )
        broken = Page(url("three"), "wire", b"", NOON, status=500)
        a_run.page_store.write(reject(broken, Fault(FaultKind.HTTP, "")))
        publish(a_run, counts([]))

    names = ("one", "two", "three")
    assert [planned(dump, state, name, day=1) for name in names] == [{}, {}, "not-due"]


def test_known_stories_that_are_not_read_count_for_the_gates(dump: str, state: Path) -> None:
    pages = [read(f"story {n}") for n in range(6)]
    night(dump, state, *pages)
    bad = [
        reject_fetch(read(name).fetch, Fault(FaultKind.CHARSET, "x"), sha256(name))
        for name in ("bad 0", "bad 1")
    ]
    terms = source(gates=Gates(stories=6, quarantine=0.3))
    with running(dump, state, clock=at(1)) as a_run:
        a_run.begin(Crawled(terms, "whole"))
        for each in pages[:5]:
            assert a_run.plan(StoryLink(each.fetch.url, terms)) is None
        a_run.confirm(pages[5].fetch)
        counted = counts(crawl(a_run, *bad))
        published = publish(a_run, counted, crawled={"wire": Crawled(terms, "whole")})
    assert published.verdict == "ok"


def test_missing_pages_are_distinguished_from_an_archive_that_disappears(
    dump: str, state: Path
) -> None:
    names = [f"story {n}" for n in range(300)]
    night(dump, state, *map(read, names))
    terms = source(gone=Gone(days=2, runs=2))

    def misses(day: int, gone: list[str], came: list[str]) -> Published:
        with running(dump, state, clock=at(day)) as a_run:
            a_run.begin(Crawled(terms, "whole"))
            for name in names:
                if name not in (*gone, *came):
                    a_run.plan(StoryLink(url(name), terms))
            for name in came:
                a_run.confirm(read(name, at(day)()).fetch)
            for name in gone:
                miss(a_run, url(name), at(day)())
            crawled = {"wire": Crawled(terms, "whole")}
            row = Counts(discovered=300, skipped=300 - len(gone), failed=len(gone))
            return publish(a_run, {"wire": row}, crawled=crawled)

    first = misses(1, names[:25], names[25:])
    assert first.alarms == {}
    vanishing = misses(2, names[:50], [])
    assert vanishing.alarms["wire"][0].startswith("vanished: 50 of 50 known stories")
    last = misses(3, names[:25], [])
    assert (last.alarms, last.deleted) == ({}, {"wire": 25})


def test_a_run_of_confirmations_alone_is_sealed_now_and_then(dump: str, state: Path) -> None:
    night(dump, state, read("one"))
    with running(dump, state, clock=at(31), limits=PartLimits(seconds=0)) as a_run:
        a_run.begin(Crawled(source(), "whole"))
        a_run.confirm(read("one", at(31)()).fetch)

    assert planned(dump, state, day=31) == "resumed"


def test_another_dump_knows_of_no_visit(dump: str, state: Path) -> None:
    night(dump, state, read("one"))
    shutil.rmtree(dump)
    assert planned(dump, state) == {}


def test_a_notice_does_not_take_the_place_of_stories(dump: str, state: Path) -> None:
    """Whatever its text: it is on all pages. It cannot be known of the first of them."""
    names = ("one", "two", "three")
    night(dump, state, *map(read, names))
    words = " ".join(f"word{number}" for number in range(100))

    def notice(name: str) -> Outcome:
        made = read(name, at(31)())
        (made_record,) = made.records
        return replace(
            made, records=(replace(made_record, body=words, digest=sha256(name + words)),)
        )

    with running(dump, state, clock=at(31)) as a_run:
        verdicts = crawl(a_run, *map(notice, names))
        publish(a_run, counts(verdicts))
    assert verdicts == ["published", "quarantined", "quarantined"]
    assert {(row["kind"], row["url"]) for row in rows(dump, "quarantine")} == {
        ("same-text", url("two")),
        ("same-text", url("three")),
    }

    nothing = [
        replace(
            read(name, at(62)()),
            records=(),
            verdict="not_a_story",
            summary=PageSummary(words, 0, None),
        )
        for name in names
    ]
    emptied, _ = night(dump, state, *nothing, day=62)
    assert emptied.alarms["wire"] == (
        f"emptied: 3 pages with a story now have none, e.g. {url('one')}",
    )


def test_new_pages_without_stories_are_an_alarm(dump: str, state: Path) -> None:
    night(dump, state, *(read(f"story {n}") for n in range(6)))
    walled = [
        replace(
            read(f"walled {n}"),
            records=(),
            verdict="not_a_story",
            summary=PageSummary("wall", 0, None),
        )
        for n in range(4)
    ]
    some, _ = night(dump, state, *walled, day=1)
    more, _ = night(dump, state, *(read(f"more {n}") for n in range(4)), *walled, day=2)
    most, _ = night(
        dump,
        state,
        *(replace(w, fetch=read(f"x {n}").fetch) for n, w in enumerate(walled)),
        read("y"),
        day=3,
    )

    assert [each.alarms.get("wire", ()) for each in (some, more)] == [(), ()]
    assert most.alarms["wire"] == (f"storyless: 4 of 5 new pages have no story, e.g. {url('x 0')}",)


def test_a_clock_that_was_put_back_does_not_undo_a_resume(dump: str, state: Path) -> None:
    night(dump, state, read("one"), finished=False)
    assert planned(dump, state, day=-0.001) == "resumed"
