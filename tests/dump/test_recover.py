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
from tests.support.dumps import counts, crawl, outcome, record, reject, revisions, rows, run, story

pytestmark = pytest.mark.slow

PAGES = (story("one"), story("two"), reject("three"))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def ledgers(state: Path) -> list[Path]:
    return list(state.glob("*/ledger.sqlite*"))


def test_a_run_that_ended_well_leaves_nothing_to_recover(dump_url: str, state: Path) -> None:
    run(dump_url, state, *PAGES)

    with closing(Session.open(dump_url, state)) as session:
        recovered = session.recovered
    assert (recovered.runs, recovered.taken_up, recovered.read_runs) == ((), 0, 0)
    assert not [*recovered.report]
    assert not list(state.glob("*/spool/**/*.gz"))


def test_a_lost_ledger_is_built_again(dump_url: str, state: Path) -> None:
    run(dump_url, state, *PAGES)
    run(dump_url, state, story("one", "second take"))
    for file in ledgers(state):
        file.unlink()

    with closing(Session.open(dump_url, state)) as session:
        verdicts = crawl(session, story("one", "second take"), *PAGES[1:])
        published = session.publish(counts(verdicts))

    assert session.recovered.read_runs == 2
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

    with closing(Session.open(dump, state)) as session:
        verdicts = crawl(session, *PAGES)

    assert session.recovered.set_aside
    assert session.recovered.set_aside.read_bytes().startswith(b"no database")
    assert verdicts == ["unchanged", "unchanged", "quarantined"]


def test_a_ledger_of_another_version_is_set_aside(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, state, *PAGES)
    with closing(sqlite3.connect(ledgers(state)[0])) as db:
        db.execute("PRAGMA user_version = 99")

    with closing(Session.open(dump, state)) as session:
        assert session.recovered.set_aside
        assert crawl(session, story("one")) == ["unchanged"]


def test_a_session_closed_too_early_is_published_by_the_next(dump_url: str, state: Path) -> None:
    with closing(Session.open(dump_url, state, limits=PartLimits(rows=1))) as session:
        crawl(session, story("one"), story("two"))
        lost = session.run
    with closing(Session.open(dump_url, state)) as session:
        (line,) = session.recovered.report
        assert line == f"run {lost} was killed; its 2 sealed records published now"
        early = session.run
    with closing(Session.open(dump_url, state)) as session:
        assert [*session.recovered.report] == [f"run {early} was killed; it had sealed nothing"]
        found = open_sink(dump_url).get(manifest_key(early))
        assert found is not None
        manifest = decode_manifest(found[0])
        assert (manifest.verdict, manifest.counts, manifest.parts) == ("killed", None, ())
        assert manifest.reason is not None
        assert crawl(session, story("one"), story("two")) == ["unchanged", "unchanged"]
    assert verify(dump_url).records == 2


def test_what_cannot_be_published_now_is_published_later(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = tmp_path / "dump"
    with closing(Session.open(str(dump), state)) as session:
        counted = counts(crawl(session, *PAGES))
        dump.rename(tmp_path / "away")
        dump.write_text("in the way")
        with pytest.raises(SinkError, match="Not a directory"):
            session.publish(counted)
    dump.unlink()
    (tmp_path / "away").rename(dump)

    with closing(Session.open(str(dump), state)) as session:
        (line,) = session.recovered.report
        assert "could not publish; its 2 sealed records" in line
    assert verify(str(dump)).problems == ()
    assert verify(str(dump)).records == 2


def test_publish_may_be_tried_again(tmp_path: Path, state: Path) -> None:
    dump = tmp_path / "dump"
    with closing(Session.open(str(dump), state)) as session:
        counted = counts(crawl(session, *PAGES))
        dump.rename(tmp_path / "away")
        dump.write_text("in the way")
        with pytest.raises(SinkError, match="Not a directory"):
            session.publish(counted)
        dump.unlink()
        (tmp_path / "away").rename(dump)
        session.publish(counted)

    assert verify(str(dump)).problems == ()
    assert verify(str(dump)).records == 2


def test_a_full_disk_loses_only_what_is_read_again(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    pages = [story(f"story {number}") for number in range(4)]
    with closing(Session.open(dump, state, limits=PartLimits(rows=2))) as session:
        crawl(session, *pages[:2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
        try:
            with pytest.raises(SinkError, match="spool"):
                crawl(session, *pages[2:])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)
        assert crawl(session, *pages) == ["unchanged", "unchanged", "published", "published"]
        session.publish(counts(["published"] * 4))

    assert verify(dump).problems == ()
    assert len(revisions(dump)) == len(rows(dump, "removed")) == 4


def test_a_part_that_rotted_in_the_spool_is_not_published(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    with closing(Session.open(dump, state, limits=PartLimits(rows=1))) as session:
        crawl(session, story("one"))
    (part,) = state.glob("*/spool/records/**/*.gz")
    data = bytearray(part.read_bytes())
    data[20] ^= 1
    part.write_bytes(data)

    with pytest.raises(UsageFault, match="altered after sealing"):
        Session.open(dump, state)
    assert read_pointer(open_sink(dump)).index is None


def test_rows_of_another_version_in_the_spool_are_read_again(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    with closing(Session.open(dump, state, limits=PartLimits(rows=1))) as session:
        old = outcome(record("one", schema="wire-story/0"))
        session.add(replace(old, verdict="published"))
    for file in ledgers(state):
        file.unlink()

    with closing(Session.open(dump, state)) as session:
        assert session.recovered.taken_up == 0
        assert crawl(session, story("one")) == ["published"]
