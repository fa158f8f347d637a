"""Recovery of a ledger that is lost, damaged or of another dump, from dump and spool."""

import resource
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.base.faults import UsageFault
from crawler.dump.index import read_pointer
from crawler.dump.keys import manifest_key
from crawler.dump.manifest import decode_manifest
from crawler.publishing.session import Session
from crawler.publishing.writer import PartLimits
from crawler.sinks import SinkError, open_sink
from crawler.tools.verify import verify
from tests.support.dumps import (
    counts,
    crawl,
    outcome,
    publish,
    record,
    reject,
    revisions,
    rows,
    run,
    running,
    story,
)

pytestmark = pytest.mark.slow

PAGES = (story("one"), story("two"), reject("three"))


def ledgers(state: Path) -> list[Path]:
    return list(state.glob("*/ledger.sqlite*"))


def test_a_run_that_ended_well_leaves_nothing_to_recover(dump_url: str, state: Path) -> None:
    run(dump_url, state, *PAGES)

    with running(dump_url, state) as a_run:
        recovered = a_run.session.recovered
    assert (recovered.runs, recovered.salvaged, recovered.read_runs) == ((), 0, 0)
    assert not [*recovered.report]
    assert not list(state.glob("*/spool/**/*.gz"))


def test_a_lost_ledger_is_built_again(dump_url: str, state: Path) -> None:
    run(dump_url, state, *PAGES)
    run(dump_url, state, story("one", "second take"))
    for file in ledgers(state):
        file.unlink()

    with running(dump_url, state) as a_run:
        verdicts = crawl(a_run, story("one", "second take"), *PAGES[1:])
        published = publish(a_run, counts(verdicts))

    assert a_run.session.recovered.read_runs == 2
    assert verdicts == ["unchanged", "unchanged", "quarantined"]
    assert published.rows.quarantine == 0
    assert verify(dump_url).problems == ()


def test_a_ledger_that_was_built_again_decides_alike(tmp_path: Path) -> None:
    """What is decided hangs on more than the content: corrections, kills, what changed."""
    before = (
        outcome(record("one", corrected=True)),
        outcome(record("two", pubstatus="canceled")),
        story("three"),
    )
    after = (
        story("one", "plain take", "twin.example"),
        story("two", "plain take", "twin.example"),
        outcome(record("three", "second take", headline="ANOTHER HEADLINE")),
        outcome(record("two", "third take")),
    )
    came = []
    for lost in (False, True):
        dump, state = str(tmp_path / f"dump {lost}"), tmp_path / f"state {lost}"
        run(dump, state, *before)
        for file in ledgers(state) if lost else ():
            file.unlink()
        run(dump, state, *after)
        assert verify(dump).problems == ()
        came.append(rows(dump))

    assert came[0] == came[1]
    assert [(row["op"], row["changed"]) for row in came[0]] == [
        ("add", []),
        ("delete", []),
        ("add", []),
        ("modify", ["headline", "body"]),
        ("add", []),
    ]


def test_a_damaged_ledger_is_set_aside(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, state, *PAGES)
    (ledger,) = ledgers(state)
    ledger.write_bytes(b"no database at all" * 1000)

    with running(dump, state) as a_run:
        verdicts = crawl(a_run, *PAGES)

    assert a_run.session.recovered.set_aside
    assert a_run.session.recovered.set_aside.read_bytes().startswith(b"no database")
    assert verdicts == ["unchanged", "unchanged", "quarantined"]


def test_a_ledger_of_another_version_is_set_aside(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, state, *PAGES)
    with closing(sqlite3.connect(ledgers(state)[0])) as db:
        db.execute("PRAGMA user_version = 99")

    with running(dump, state) as a_run:
        assert a_run.session.recovered.set_aside
        assert crawl(a_run, story("one")) == ["unchanged"]


def test_a_session_closed_too_early_is_published_by_the_next(dump_url: str, state: Path) -> None:
    with running(dump_url, state, limits=PartLimits(rows=1)) as a_run:
        crawl(a_run, story("one"), story("two"))
        lost = a_run.session.run
    with running(dump_url, state) as a_run:
        (line,) = a_run.session.recovered.report
        assert line == f"run {lost} was killed; its 2 sealed records published now"
        early = a_run.session.run
    with running(dump_url, state) as a_run:
        lines = [*a_run.session.recovered.report]
        assert lines == [f"run {early} was killed; it had sealed nothing"]
        found = open_sink(dump_url).get(manifest_key(early))
        assert found is not None
        manifest = decode_manifest(found[0])
        assert (manifest.verdict, manifest.counts, manifest.parts) == ("killed", None, ())
        assert manifest.reason is not None
        assert crawl(a_run, story("one"), story("two")) == ["unchanged", "unchanged"]
    assert verify(dump_url).records == 2


def test_what_cannot_be_published_now_is_published_later(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = tmp_path / "dump"
    with running(str(dump), state) as a_run:
        counted = counts(crawl(a_run, *PAGES))
        dump.rename(tmp_path / "away")
        dump.write_text("in the way")
        with pytest.raises(SinkError, match="Not a directory"):
            publish(a_run, counted)
    dump.unlink()
    (tmp_path / "away").rename(dump)

    with running(str(dump), state) as a_run:
        (line,) = a_run.session.recovered.report
        assert "could not publish; its 2 sealed records" in line
    assert verify(str(dump)).problems == ()
    assert verify(str(dump)).records == 2


def test_publish_may_be_tried_again(tmp_path: Path, state: Path) -> None:
    dump = tmp_path / "dump"
    with running(str(dump), state) as a_run:
        counted = counts(crawl(a_run, *PAGES))
        dump.rename(tmp_path / "away")
        dump.write_text("in the way")
        with pytest.raises(SinkError, match="Not a directory"):
            publish(a_run, counted)
        dump.unlink()
        (tmp_path / "away").rename(dump)
        publish(a_run, counted)

    assert verify(str(dump)).problems == ()
    assert verify(str(dump)).records == 2


def test_a_full_disk_loses_only_what_is_read_again(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    pages = [story(f"story {number}") for number in range(4)]
    with running(dump, state, limits=PartLimits(rows=2)) as a_run:
        crawl(a_run, *pages[:2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
        try:
            with pytest.raises(SinkError, match="spool"):
                crawl(a_run, *pages[2:])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)
        assert crawl(a_run, *pages) == ["unchanged", "unchanged", "published", "published"]
        publish(a_run, counts(["published"] * 4))

    assert verify(dump).problems == ()
    assert len(revisions(dump)) == len(rows(dump, "removed")) == 4


def test_a_part_that_rotted_in_the_spool_is_not_published(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    with running(dump, state, limits=PartLimits(rows=1)) as a_run:
        crawl(a_run, story("one"))
    (part,) = state.glob("*/spool/records/**/*.gz")
    data = bytearray(part.read_bytes())
    data[20] ^= 1
    part.write_bytes(data)

    with pytest.raises(UsageFault, match="altered after sealing"):
        Session.open(dump, state)
    assert read_pointer(open_sink(dump)).index is None


def test_rows_of_another_version_in_the_spool_are_read_again(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    with running(dump, state, limits=PartLimits(rows=1)) as a_run:
        old = outcome(record("one", schema="wire-story/0"))
        a_run.page_store.write(replace(old, verdict="published"))
    for file in ledgers(state):
        file.unlink()

    with running(dump, state) as a_run:
        assert a_run.session.recovered.salvaged == 0
        assert crawl(a_run, story("one")) == ["published"]
