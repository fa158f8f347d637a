"""Runs into a dump, on disk and in S3: each revision once, nothing if nothing is new."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.base.faults import LockedError, UsageFault
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import INDEX
from crawler.dump.manifest import Counts
from crawler.ledger import Ledger
from crawler.model import Outcome
from crawler.publishing.session import Session
from crawler.publishing.writer import PartLimits
from crawler.sinks import SinkError, open_sink
from crawler.tools.verify import Findings, verify
from tests.support.dumps import (
    NOON,
    at,
    counts,
    crawl,
    digest,
    open_run,
    outcome,
    publish,
    record,
    reject,
    revisions,
    rows,
    run,
    running,
    sha256,
    story,
    url,
)
from tests.support.s3 import S3Server


def good(dump: str) -> Findings:
    findings = verify(dump)
    assert findings.problems == ()
    return findings


def test_a_first_run(dump_url: str, state: Path) -> None:
    published = run(dump_url, state, story("one"), story("two"), reject("three"))

    findings = good(dump_url)
    assert (findings.records, findings.stories, findings.runs) == (2, 2, 1)
    assert published.version == published.run
    assert (published.rows.records, published.rows.quarantine) == (2, 1)
    assert [row["text"] for row in rows(dump_url, "removed")] == ["Join!", "Join!"]
    assert [row["kind"] for row in rows(dump_url, "quarantine")] == ["charset"]
    index = read_pointer(open_sink(dump_url)).index
    assert index is not None
    assert index.sources["wire"].newest_story == "2026-02-28"
    assert index.sources["wire"].last_published == index.last_success == index.updated_at


def test_an_unchanged_run_publishes_nothing(dump_url: str, state: Path) -> None:
    pages = (story("one"), outcome(record("two"), record("three", url=url("two"))), reject("four"))
    first = run(dump_url, state, *pages)
    before = read_pointer(open_sink(dump_url)).index
    with running(dump_url, state) as a_run:
        verdicts = crawl(a_run, *pages)
        second = publish(a_run, counts(verdicts))

    assert verdicts == ["unchanged", "unchanged", "quarantined"]
    assert second.version == first.run
    assert second.rows.records == second.rows.removed == second.rows.quarantine == 0
    after = read_pointer(open_sink(dump_url)).index
    assert before is not None
    assert after is not None
    assert (after.version, after.runs) == (before.version, before.runs)
    assert open_sink(dump_url).size(second.manifest)
    assert good(dump_url).notes == ("1 run published nothing new",)


def test_a_story_under_two_addresses_is_one(dump_url: str, state: Path) -> None:
    with running(dump_url, state) as a_run:
        copy = replace(record("one", host="third.example"), id=sha256("another id")[:32])
        pages = (story("one"), story("one", host="twin.example"), outcome(copy))
        verdicts = crawl(a_run, *pages)
        publish(a_run, counts(verdicts))

    assert verdicts == ["published", "duplicate", "duplicate"]
    assert good(dump_url).records == 1
    assert len(rows(dump_url, "removed")) == 1


def test_a_changed_story_grows_a_chain(dump_url: str, state: Path) -> None:
    for text in ("first", "second", "third", "third"):
        run(dump_url, state, story("one", text), story("two"))

    findings = good(dump_url)
    assert (findings.records, findings.stories, findings.runs) == (4, 2, 3)
    assert [
        (row["op"], row["revision"], row["supersedes"])
        for row in rows(dump_url)
        if row["headline"] == "THE ONE STORY"
    ] == [
        ("add", 1, None),
        ("modify", 2, digest("one", "first")),
        ("modify", 3, digest("one", "second")),
    ]


def test_two_takes_under_one_id_do_not_flap(dump_url: str, state: Path) -> None:
    pages = (story("one", "first"), story("one", "second", "twin.example"))
    for _ in range(3):
        run(dump_url, state, *pages)

    assert [row["revision"] for row in rows(dump_url)] == [1, 2]
    assert good(dump_url).runs == 1


def test_an_empty_run(dump_url: str, state: Path) -> None:
    published = run(dump_url, state)

    assert published.version is None
    assert good(dump_url).runs == 0
    run(dump_url, state, story("one"))
    assert good(dump_url).runs == 1


def test_a_failed_run_keeps_its_good_records_but_is_no_success(dump_url: str, state: Path) -> None:
    run(dump_url, state, story("one"))
    before = read_pointer(open_sink(dump_url)).index
    published = run(dump_url, state, story("one"), story("two"), failed=True)
    nothing = run(dump_url, state, story("one"), failed=True)

    after = read_pointer(open_sink(dump_url)).index
    assert before is not None
    assert after is not None
    assert (published.verdict, nothing.verdict) == ("failed", "failed")
    assert after.version == published.run
    assert after.last_success == before.last_success
    assert after.sources["wire"].last_success == before.sources["wire"].last_success
    assert good(dump_url).records == 2


def test_counts_that_do_not_add_up_make_a_failed_run(dump_url: str, state: Path) -> None:
    with running(dump_url, state) as a_run:
        crawl(a_run, story("one"))
        published = publish(a_run, {"wire": Counts(discovered=3, fetched=1, published=1)})

    assert published.verdict == "failed"
    assert published.reason == "discovered 3 != skipped 0 + fetched 1 + failed 0"
    good(dump_url)


def test_parts_are_sealed_as_the_run_goes(dump_url: str, state: Path) -> None:
    with running(dump_url, state, limits=PartLimits(rows=2)) as a_run:
        verdicts = crawl(a_run, *(story(f"story {number}") for number in range(5)))
        publish(a_run, counts(verdicts))

    sink = open_sink(dump_url)
    (named,) = read_pointer(sink).named()
    parts = [part for part in read_manifest(sink, named).parts if part.kind == "records"]
    assert [part.rows for part in parts] == [2, 2, 1]
    assert good(dump_url).records == 5


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(str(tmp_path / name), tmp_path / f"state {name}", story("one"), story("two"))

    parts = [sorted((tmp_path / name).glob("records/*/*/*")) for name in ("a", "b")]
    assert parts[0][0].read_bytes() == parts[1][0].read_bytes()


def test_a_clock_that_steps_back(dump_url: str, state: Path) -> None:
    for day, name in enumerate(("one", "two", "three")):
        moment = NOON - timedelta(days=day)
        with running(dump_url, state, clock=at(moment)) as a_run:
            publish(a_run, counts(crawl(a_run, story(name))))

    index = read_pointer(open_sink(dump_url)).index
    assert index is not None
    assert index.updated_at == "2026-03-01T12:00:00Z"
    assert good(dump_url).runs == 3


def test_one_run_at_a_time(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    with closing(Session.open(dump, state)):
        with pytest.raises(LockedError, match="another run"):
            Session.open(dump, state)
        Session.open(str(tmp_path / "another"), state).close()
    Session.open(dump, state).close()


# Two machines, each with its own state, write one dump.


def test_a_run_that_is_overtaken_is_decided_anew(dump_url: str, tmp_path: Path) -> None:
    run(dump_url, tmp_path / "here", story("zero"))
    here = open_run(dump_url, tmp_path / "here")
    there = open_run(dump_url, tmp_path / "there")
    ours = crawl(here, story("one"), story("two"), story("zero", "changed"), reject("five"))
    theirs = crawl(there, story("two"), story("three"), story("zero", "mended"), reject("five"))
    first = publish(there, counts(theirs))
    second = publish(here, counts(ours))
    there.session.close()
    here.session.close()

    assert second.run > first.run
    assert second.rows.records == 2
    assert second.counts is not None
    assert (second.counts.published, second.counts.unchanged) == (2, 1)  # they have the other, too
    assert revisions(dump_url) == sorted(
        [
            ("THE ONE STORY", 1, digest("one")),
            ("THE THREE STORY", 1, digest("three")),
            ("THE TWO STORY", 1, digest("two")),
            ("THE ZERO STORY", 1, digest("zero")),
            ("THE ZERO STORY", 2, digest("zero", "mended")),
            ("THE ZERO STORY", 3, digest("zero", "changed")),
        ]
    )
    assert len(rows(dump_url, "quarantine")) == 1
    assert len(rows(dump_url, "removed")) == 6
    assert good(dump_url).notes == ()


def test_a_run_whose_rows_all_came_from_another_meanwhile_has_published_none(
    dump_url: str, tmp_path: Path
) -> None:
    run(dump_url, tmp_path / "here", story("zero"))
    here = open_run(dump_url, tmp_path / "here")
    there = open_run(dump_url, tmp_path / "there")
    pages = (story("one"), story("two"), story("zero", "changed"))
    ours, theirs = crawl(here, *pages), crawl(there, *pages)
    publish(there, counts(theirs))
    second = publish(here, counts(ours))
    there.session.close()
    here.session.close()

    assert ours == ["published"] * 3
    assert second.rows.records == 0
    assert second.sources == {"wire": Counts(discovered=3, fetched=3, unchanged=3)}
    assert second.verdict == "ok"
    assert good(dump_url).records == 4


def test_sealed_parts_of_a_killed_run_are_not_lost(dump_url: str, tmp_path: Path) -> None:
    """Its pages are in no count of the run that publishes them."""
    run(dump_url, tmp_path / "here", story("zero"))
    killed = open_run(dump_url, tmp_path / "here", limits=PartLimits(rows=1))
    crawl(killed, story("old"))
    killed.session.ledger.drop(killed.session.run)
    killed.session.ledger.close()
    here = open_run(dump_url, tmp_path / "here")
    assert here.session.recovered.salvaged == 1
    there = open_run(dump_url, tmp_path / "there")
    publish(there, counts(crawl(there, story("old"))))
    second = publish(here, counts(crawl(here, story("one"))))
    there.session.close()
    here.session.close()

    assert second.sources == {"wire": Counts(discovered=1, fetched=1, published=1)}
    good(dump_url)


@pytest.mark.parametrize("before", [(), (story("zero"),)], ids=["first run", "later run"])
def test_a_dump_that_is_deleted_during_a_run_is_no_success(
    tmp_path: Path, state: Path, before: tuple[Outcome, ...]
) -> None:
    dump = tmp_path / "dump"
    if before:
        run(str(dump), state, *before)
    a_run = open_run(str(dump), state)
    verdicts = crawl(a_run, story("one"))
    shutil.rmtree(dump)
    with pytest.raises(SinkError, match="the dump was deleted during the run"):
        publish(a_run, counts(verdicts))
    a_run.session.close()
    assert not (dump / INDEX).exists()

    run(str(dump), state, *before, story("two"))

    assert good(str(dump)).records == 2 + len(before)


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk is full"), OSError(28, "full")])
def test_a_disk_that_is_full_once_the_pointer_is_swapped_unpublishes_nothing(
    dump_url: str,
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def full(*_: object) -> None:
        raise error

    with monkeypatch.context() as disk:
        disk.setattr(Ledger, "done", full)
        published = run(dump_url, state, story("one"))

    assert published.rows.records == 1
    assert published.version == published.run
    (line,) = [
        line for line in caplog.messages if "is published; ledger update left to the next" in line
    ]
    assert "full" in line
    assert run(dump_url, state, story("one"), story("two")).rows.records == 1
    assert good(dump_url).records == 2


def test_a_dump_that_was_emptied_is_filled_again(tmp_path: Path, state: Path) -> None:
    dump = tmp_path / "dump"
    run(str(dump), state, story("one"))
    dump.rename(tmp_path / "gone")

    run(str(dump), state, story("one"), story("two"))

    assert good(str(dump)).records == 2


# What cannot be opened is reported before anything is crawled.


def test_a_dump_that_cannot_be_written(tmp_path: Path, state: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(UsageFault, match="Not a directory"):
        Session.open(str(tmp_path / "file" / "dump"), state)
    with pytest.raises(UsageFault, match="file"):
        Session.open(str(tmp_path / "dump"), tmp_path / "file")


def test_a_bucket_that_does_not_exist(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(UsageFault, match="no such bucket"):
        Session.open(f"s3://no-such-bucket/dump?endpoint={s3.endpoint}", state)


def test_an_invalid_index(tmp_path: Path, state: Path) -> None:
    dump = tmp_path / "dump"
    run(str(dump), state, story("one"))
    (dump / INDEX).write_text("{}")

    with pytest.raises(UsageFault, match=r"invalid index\.json"):
        Session.open(str(dump), state)
