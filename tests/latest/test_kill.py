"""kill -9 of an update of the ready files at every step that leaves a trace, on disk and in S3."""

import itertools
from pathlib import Path

import pytest

from crawler.dump.index import read_pointer
from crawler.latest.keep import keep_latest
from crawler.latest.sweep import left_files
from crawler.sinks import open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.latest import newest_state
from crawler.tools.verify import verify
from tests.support.dumps import outcome, record, run, story
from tests.support.kill import kill_at

pytestmark = pytest.mark.slow


def work(dump: str, state: Path) -> None:
    keep_latest(open_sink(dump))


def test_a_kill_at_any_step_leaves_the_dump_as_it_was(dump_url: str, state: Path) -> None:
    run(dump_url, state, story("one"), story("two"), story("three"))
    keep_latest(open_sink(dump_url))
    run(dump_url, state, story("one", "second take"), story("four"))
    run(dump_url, state, outcome(record("three", "killed", pubstatus="canceled")))
    sink = open_sink(dump_url)
    index = read_pointer(sink).index
    assert index
    expected = [*apply(changes(sink, index.runs))]

    for step in itertools.count(1):
        was_killed = kill_at(step, dump_url, state, work)
        found = read_pointer(sink).index
        assert found
        assert found.runs == index.runs
        assert [*newest_state(sink, found)] == expected
        if step == 1 or not was_killed:
            assert verify(dump_url).problems == ()
        if not was_killed:
            break

    assert step > 8
    assert found and found.latest  # noqa: PT018  # for mypy
    assert found.latest.version == index.version
    left = [key for key in left_files(sink, found) if not key.endswith(".json")]
    assert len(left) == 2  # the first partition; a repeated update writes the same files
