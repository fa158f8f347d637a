"""Compacting: many runs and parts become few, and no row is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.dump.index import read_manifest
from crawler.maintenance import fold
from crawler.model import Outcome
from crawler.run.report import Crawled
from crawler.sinks import SinkError, open_sink
from crawler.sources import Gone
from crawler.tools.verify import verify
from tests.support.dumps import (
    at,
    counts,
    crawl,
    miss,
    outcome,
    publish,
    record,
    reject,
    rows,
    running,
    story,
    url,
)
from tests.support.dumps import source as source_named
from tests.support.erasing import DOOMED, doomed, erase, holders
from tests.support.maintaining import AT_ONCE, compact, day, every_row, expire, index_of, versions

pytestmark = pytest.mark.slow

RUNS = 6
NOW = day(RUNS)


def night(dump: str, state: Path, number: int, *outcomes: Outcome) -> None:
    with running(dump, state, clock=at(day(number))) as opened:
        publish(opened, counts(crawl(opened, *outcomes)))


@pytest.fixture
def dump(tmp_path: Path, state: Path) -> str:
    return make(str(tmp_path / "dump"), state)


def make(dump: str, state: Path) -> str:
    """Publish as many runs, each with a new story and a revision of another."""
    for number in range(RUNS):
        pages = (story("one", f"take {number}"), story(f"new {number}"), reject(f"bad {number}"))
        night(dump, state, number, *pages)
    return dump


def parts(dump: str) -> list[str]:
    sink = open_sink(dump)
    return [part.key for run in index_of(dump).runs for part in read_manifest(sink, run).parts]


def test_runs_and_parts_become_few(dump_url: str, state: Path) -> None:
    dump = make(dump_url, state)
    before = every_row(dump)
    *_, last = versions(dump)
    compact(dump, state, "-1", NOW)

    assert versions(dump) == [last]
    assert len(parts(dump)) == 3
    assert every_row(dump) == before
    found = verify(dump)
    assert (found.problems, found.records, found.stories) == ((), 2 * RUNS, RUNS + 1)


def test_later_runs_stay_as_they_are(dump: str, state: Path) -> None:
    before = index_of(dump)
    compact(dump, state, "-3", NOW)
    after = index_of(dump)

    assert after.runs[1:] == before.runs[-2:]
    assert after.runs[0].run == before.runs[-3].run
    assert (after.version, after.updated_at, after.sources) == (
        *(before.version, before.updated_at),
        before.sources,
    )


def test_twenty_versions_are_left_by_default(dump: str, state: Path) -> None:
    before = versions(dump)
    compact(dump, state, None, NOW)
    assert versions(dump) == before
    for number in range(RUNS, 22):
        night(dump, state, number, story("one", f"take {number}"))
    compact(dump, state, None, day(30))
    assert len(versions(dump)) == 20


def test_again_and_again(dump: str, state: Path) -> None:
    """Each night a run and a compaction: what is new is put to what is there."""
    for number in range(RUNS, RUNS + 4):
        night(dump, state, number, story("one", f"take {number}"), story(f"new {number}"))
        before = every_row(dump)
        compact(dump, state, "-2", day(number + 0.5))
        assert every_row(dump) == before
        assert len(versions(dump)) == 2
        assert verify(dump).problems == ()
    (folded, *_) = index_of(dump).runs
    made = read_manifest(open_sink(dump), folded).maintenance
    assert made
    assert made.folded
    assert made.folded.runs == RUNS + 3


def test_nothing_to_do_changes_nothing(dump: str, state: Path) -> None:
    compact(dump, state, "-1", NOW, AT_ONCE)
    sink = open_sink(dump)
    before = sink.get("index.json")
    keys = set(sink.list(""))
    compact(dump, state, "-1", NOW, AT_ONCE)

    assert sink.get("index.json") == before
    assert set(sink.list("")) == keys


def test_large_parts_are_left_alone(
    dump: str, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = set(parts(dump))
    monkeypatch.setattr(fold, "PACKED", 3000)  # two or three of these parts
    before = every_row(dump)
    compact(dump, state, "-1", NOW)
    made = set(parts(dump))
    assert 3 < len(made) < len(old)
    assert every_row(dump) == before
    monkeypatch.setattr(fold, "PACKED", 2)
    night(dump, state, RUNS, story("one", "the last"))
    compact(dump, state, "-1", day(RUNS + 1))
    assert made < set(parts(dump))
    assert verify(dump).problems == ()


def test_sources_and_compressions_stay_apart(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    for number, packed in enumerate(("gzip", "zstd", "gzip")):
        with running(dump, state, clock=at(day(number)), compression=packed) as opened:
            pages = [
                outcome(record("one", f"take {number}")),
                outcome(record("two", f"take {number}", source="a.b")),
            ]
            crawl(opened, *pages)
            publish(opened, {})
    before = every_row(dump)
    compact(dump, state, "-1", NOW)

    assert every_row(dump) == before
    assert len(parts(dump)) == 4
    assert main(["snapshot", dump, str(tmp_path / "full")]) == 0


def test_the_next_run_reads_nothing_again(dump: str, state: Path) -> None:
    compact(dump, state, "-1", NOW)
    with running(dump, state, clock=at(day(RUNS + 1))) as opened:
        assert opened.session.recovered.read_runs == 0
        verdicts = crawl(opened, story("one", f"take {RUNS - 1}"), story("new 0", "second"))
        publish(opened, counts(verdicts))

    assert verdicts == ["unchanged", "published"]
    assert verify(dump).problems == ()


def test_a_run_on_another_machine_and_one_with_a_lost_ledger(
    dump: str, state: Path, tmp_path: Path
) -> None:
    compact(dump, tmp_path / "other", "-2", NOW)
    for number, home in enumerate((state, tmp_path / "new")):
        pages = (story("one", f"take {RUNS + number}"), story("new 0"), reject("bad 0"))
        night(dump, home, RUNS + number, *pages)
    assert len(rows(dump)) == 2 * RUNS + 2
    assert len(rows(dump, "quarantine")) == RUNS
    assert verify(dump).problems == ()


def test_a_run_that_began_before_publishes_after_it(dump: str, state: Path, tmp_path: Path) -> None:
    """As if its machine had been suspended past its lock."""
    with running(dump, state, clock=at(day(RUNS))) as opened:
        verdicts = crawl(opened, story("one", "the last"), story("new 0"))
        sink = open_sink(dump)
        held = sink.get("lock.json")
        assert held
        free = held[0].replace(b'"released": null', b'"released": "2026-03-01T12:00:00Z"')
        sink.replace("lock.json", free, held[1])
        compact(dump, tmp_path / "other", "-1", NOW, AT_ONCE)
        publish(opened, counts(verdicts))

    assert len(rows(dump)) == 2 * RUNS + 1
    assert verify(dump).problems == ()


def test_a_deletion_finds_the_last_record(dump: str, state: Path) -> None:
    compact(dump, state, "-1", NOW)
    crawled = {"wire": Crawled(source_named(gone=Gone(runs=1, days=1)), "whole")}
    with running(dump, state, clock=at(day(RUNS + 1))) as opened:
        miss(opened, url("new 2"), day(RUNS + 1))
        publish(opened, counts(["quarantined"]), crawled=crawled)

    deleted = [row for row in rows(dump) if row["op"] == "delete"]
    assert [row["url"] for row in deleted] == [url("new 2")]
    assert verify(dump).problems == ()


def test_erasing_reaches_what_is_folded_and_what_waits(tmp_path: Path, state: Path) -> None:
    """Text in replaced objects that wait for the grace period is deleted at once."""
    dump = str(tmp_path / "dump")
    night(dump, state, 0, doomed("first"), story("one"))
    night(dump, state, 1, doomed("second"), story("two"))
    night(dump, state, 2, doomed("third"), story("three"))
    compact(dump, state, "-2", day(3))
    assert len(holders(tmp_path / "dump")) == 3 * 2 + 2

    assert erase(dump, state, DOOMED) == 0
    assert holders(tmp_path / "dump") == []
    assert verify(dump).problems == ()
    expire(dump, state, day(2000), records=0)
    compact(dump, state, "-1", day(2000), AT_ONCE)
    night(dump, state, 2001, doomed("fourth"), story("one", "second"))
    found = verify(dump)
    assert (found.problems, found.notes) == ((), ())
    assert erase(dump, state, record("one").id) == 0
    assert verify(dump).problems == ()


def test_a_maintenance_and_a_crawl_exclude_each_other(
    dump: str, state: Path, tmp_path: Path
) -> None:
    with running(dump, state):
        for home in (state, tmp_path / "elsewhere"):
            arguments = ["compact", dump, "--oldest=-1", "--state", str(home)]
            command = [sys.executable, "-m", "crawler", *arguments]
            assert subprocess.run(command, check=False).returncode == 4
    assert len(versions(dump)) == RUNS


@pytest.mark.parametrize("verb", [["compact"], ["expire", "--records=1"]])
def test_no_dump(tmp_path: Path, verb: list[str]) -> None:
    state = ["--state", str(tmp_path / "state")]
    for dry in ([], ["--dry-run"]):
        assert main([*verb, str(tmp_path / "none"), *state, *dry]) == 2
    assert not (tmp_path / "none").exists()


def test_an_unknown_version(dump: str, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compact", dump, "--oldest=2025-01-01", "--state", str(state)]) == 2
    assert "no version existed at that time" in capsys.readouterr().err


def test_a_damaged_dump_is_left_alone(dump: str, state: Path) -> None:
    sink = open_sink(dump)
    before = sink.get("index.json")
    key = next(key for key in parts(dump) if key.startswith("records/"))
    data = b"".join(sink.read(key))
    sink.delete(key)
    sink.create(key, data[:-9])

    with pytest.raises(SinkError, match="is damaged"):
        compact(dump, state, "-1", NOW)
    assert sink.get("index.json") == before
