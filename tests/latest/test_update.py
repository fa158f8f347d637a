"""`latest/` and `deltas/`: after any history they hold what a snapshot and a delta would."""

from errno import ENOSPC
from os import strerror
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawler.dump.index import read_pointer
from crawler.dump.latest import read_latest
from crawler.dump.manifest import Index
from crawler.latest import writing
from crawler.latest.keep import keep_latest
from crawler.latest.sweep import left_files
from crawler.publishing.session import utc_now
from crawler.sinks import Sink, SinkError, open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.latest import changed_since, lines_of, newest_state
from crawler.tools.verify import verify
from tests.support.dumps import record
from tests.support.erasing import erase
from tests.support.histories import EVENTS, Event, State, publish
from tests.support.histories import lines_of as lines_of_state
from tests.support.maintaining import AT_ONCE, GRACE, compact, expire

DAYS = st.sampled_from([None, "1969-07-20", "2026-02-27", "2026-02-28"])
SOURCES = st.sampled_from(["wire", "other", "third"])
DATED: st.SearchStrategy[Event] = st.tuples(EVENTS, DAYS, SOURCES).map(
    lambda each: (*each[0], *each[1:])
)
RUN = st.tuples(st.lists(DATED, max_size=8), st.booleans())
"""Events, and whether the ready files are brought up to date after them."""
COMMANDS = st.sampled_from(["erase", "compact", "expire"])


@pytest.fixture(autouse=True)
def small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a partition have two rows, so that a few stories have many partitions."""
    monkeypatch.setattr(writing, "FEWEST", 2)
    monkeypatch.setattr(writing, "MOST", 2)


def index_of(sink: Sink) -> Index | None:
    """Return the index of a dump, none while nothing is published."""
    index = read_pointer(sink).index
    return index if index and index.version else None


def ready(sink: Sink, index: Index) -> list[bytes]:
    """Return the lines of all partitions, in their order."""
    latest = read_latest(sink, index)
    assert latest
    assert latest.version == index.version
    return [line for partition in latest.partitions for line in lines_of(sink, partition.lines)]


def is_right(sink: Sink, index: Index) -> bool:
    """Return whether what is ready gives the same as the parts do, for every version."""
    state = [*apply(changes(sink, index.runs))]
    return [*newest_state(sink, index)] == state and all(
        [*changed_since(sink, index, named.run)] == [*changes(sink, index.runs[number:])]
        for number, named in enumerate(index.runs, 1)
    )


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(RUN, min_size=1, max_size=6))
def test_the_ready_files_are_those_of_the_newest_version(
    runs: list[tuple[list[Event], bool]],
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        dump, sink = str(folder / "dump"), open_sink(str(folder / "dump"))
        state: State = {}
        known: State = {}
        for events, is_kept in runs:
            if publish(dump, folder, events, state, known) is None or not is_kept:
                continue
            ref = keep_latest(sink)
            assert ref == keep_latest(sink)
            assert ref
            assert ref.rows == len(state)
            index = index_of(sink)
            assert index
            expected = lines_of_state(state).splitlines()
            assert sorted(ready(sink, index)) == sorted(expected)
        if index := index_of(sink):
            assert is_right(sink, index)
            assert verify(dump).problems == ()


@pytest.mark.slow
@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(RUN, COMMANDS, st.booleans()), min_size=1, max_size=4))
def test_commands_that_change_a_dump_leave_them_right(
    steps: list[tuple[tuple[list[Event], bool], str, bool]],
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        dump, sink = str(folder / "dump"), open_sink(str(folder / "dump"))
        home = folder / "state"
        state: State = {}
        known: State = {}
        erased: set[str] = set()
        for (events, is_kept), command, at_once in steps:
            allowed = [each for each in events if each[0] not in erased]
            if publish(dump, folder, allowed, state, known) is None:
                continue
            if is_kept:
                keep_latest(sink)
            grace = AT_ONCE if at_once else GRACE
            name = min(known.keys() - erased, default=None)
            if command == "erase" and name:
                assert erase(dump, home, record(name).id) == 0
                erased.add(name)
            elif command == "compact":
                versions = [named.run for named in read_pointer(sink).named()]
                compact(dump, home, versions[-2:][0], utc_now(), grace)
            elif command == "expire":
                expire(dump, home, utc_now(), grace, records=0)
            index = index_of(sink)
            assert index
            assert is_right(sink, index)
            if index.latest and (command != "erase" or name):
                assert index.latest.version == index.version
                if at_once or command == "erase":
                    assert left_files(sink, index) == ()
            assert verify(dump).problems == ()


def test_damaged_files_are_made_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    dump = str(tmp_path / "dump")
    sink = open_sink(dump)
    state: State = {}
    known: State = {}
    publish(dump, tmp_path, [("a", "x"), ("b", "x")], state, known)
    keep_latest(sink)
    (partition,) = tmp_path.glob("dump/latest/wire/*.jsonl.gz")
    partition.write_bytes(b"?")
    assert f"{partition.name}: 1 bytes, expected" in "\n".join(verify(dump).problems)
    publish(dump, tmp_path, [("a", "y")], state, known)

    keep_latest(sink)

    assert "latest rebuilt: " in caplog.text
    index = index_of(sink)
    assert index
    assert sorted(ready(sink, index)) == lines_of_state(state).splitlines()
    assert verify(dump).problems == ()


def test_a_table_that_cannot_be_written_leaves_the_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler.dump.parquet import Table

    dump = str(tmp_path / "dump")
    sink = open_sink(dump)
    publish(dump, tmp_path, [("a", "x"), ("b", "x"), ("c", "x"), ("d", "x"), ("e", "x")], {}, {})
    before = index_of(sink)

    def close(_: Table) -> None:
        raise OSError(ENOSPC, strerror(ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(Table, "close", close)
        with pytest.raises(SinkError, match=strerror(ENOSPC)):
            keep_latest(sink)
    assert index_of(sink) == before

    ref = keep_latest(sink)
    assert ref
    assert ref.rows == 5
    assert verify(dump).problems == ()


def test_a_reader_that_opened_the_dump_long_ago_reads_the_parts(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    sink = open_sink(dump)
    state: State = {}
    known: State = {}
    for text in ("x", "y"):
        publish(dump, tmp_path, [("a", text), ("b", "x")], state, known)
    keep_latest(sink)
    index = index_of(sink)
    assert index
    latest, since = [*newest_state(sink, index)], [*changed_since(sink, index, index.runs[0].run)]

    for file in (*tmp_path.glob("dump/latest/*/*"), *tmp_path.glob("dump/deltas/*")):
        file.unlink()
    assert [*newest_state(sink, index)] == latest
    assert [*changed_since(sink, index, index.runs[0].run)] == since
    for file in tmp_path.glob("dump/latest/*.json"):
        file.unlink()
    assert [*newest_state(sink, index)] == latest
