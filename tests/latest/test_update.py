"""`latest/` and `deltas/`: after any history they hold what a snapshot and a delta would."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dump.index import read_pointer
from crawler.dump.latest import Latest, read_latest
from crawler.latest import writing
from crawler.latest.keep import keep_latest
from crawler.sinks import open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.latest import changed_since, newest_state, ready_lines
from crawler.tools.verify import verify
from tests.support.histories import EVENTS, Event, State, lines_of, publish

DAYS = st.sampled_from([None, "1969-07-20", "2026-02-27", "2026-02-28"])
DATED = st.tuples(EVENTS, DAYS).map(lambda each: (*each[0], each[1]))
HISTORIES = st.lists(st.tuples(st.lists(DATED, max_size=8), st.booleans()), min_size=1, max_size=6)
"""Runs, each with whether the ready files are brought up to date after it."""


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a shard have two rows, so that a few stories have many shards."""
    monkeypatch.setattr(writing, "FEWEST", 2)
    monkeypatch.setattr(writing, "MOST", 2)


def latest_of(dump: str) -> Latest:
    sink = open_sink(dump)
    index = read_pointer(sink).index
    assert index
    latest = read_latest(sink, index)
    assert latest
    return latest


@pytest.mark.usefixtures("small_shards")
@settings(max_examples=25)
@given(HISTORIES)
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
            assert sorted(b"%s\n" % line for line in ready_lines(sink, latest_of(dump))) == sorted(
                lines_of(state).splitlines(keepends=True)
            )
        if (index := read_pointer(sink).index) is None or index.version is None:
            return
        every = [*changes(sink, index.runs)]
        assert [*newest_state(sink, index)] == [*apply(every)]
        for number, named in enumerate(index.runs):
            expected = [*changes(sink, index.runs[number + 1 :])]
            assert [*changed_since(sink, index, named.run)] == expected
        assert verify(dump).problems == ()
