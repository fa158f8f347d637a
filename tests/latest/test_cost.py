"""What an update writes: the partitions with a changed story, whatever else the dump holds."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.contract import Moment, Record
from crawler.dump.index import read_pointer
from crawler.dump.latest import Latest, read_latest
from crawler.latest.keep import keep_latest
from crawler.latest.sweep import due_files, left_files
from crawler.sinks import Sink, open_sink
from tests.support.dumps import NOON, outcome, record, run
from tests.support.history import long_history, records

pytestmark = pytest.mark.slow

SOURCES = ("wire", "other", "third")
STORIES = 5000


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump of 5,000 stories of 1,000 days, with ready files."""
    folder = tmp_path_factory.mktemp("cost") / "dump"
    long_history(folder, 2, SOURCES, map(dated, records(STORIES, SOURCES, "Text."), range(STORIES)))
    keep_latest(open_sink(str(folder)), NOON)
    return folder


def dated(story: Record, number: int) -> Record:
    day = date(2026, 2, 28) - timedelta(days=number % 1000)
    return replace(story, published=Moment(date=day.isoformat(), precision="day"))


def latest_of(sink: Sink) -> Latest:
    index = read_pointer(sink).index
    latest = read_latest(sink, index) if index else None
    assert latest
    return latest


def test_ten_changes_rewrite_a_few_of_many_partitions(dump: Path, state: Path) -> None:
    sink = open_sink(str(dump))
    before = latest_of(sink)
    assert before.rows == STORIES
    assert len(before.partitions) > 15
    assert all(partition.rows <= 400 for partition in before.partitions)

    run(str(dump), state, *(outcome(record(f"new {number}")) for number in range(10)))
    keep_latest(sink, NOON + timedelta(hours=1))

    after = latest_of(sink)
    assert after.rows == STORIES + 10
    (replaced,) = set(before.partitions) - set(after.partitions)
    made = set(after.partitions) - set(before.partitions)
    assert {partition.source for partition in made} == {"wire"} == {replaced.source}
    assert len(made) <= 2
    assert sum(partition.rows for partition in made) == replaced.rows + 10
    assert [delta.rows for delta in after.deltas] == [10]

    index = read_pointer(sink).index
    assert index
    left = {replaced.lines.key, replaced.table.key, after.previous}
    soon, late = (NOON + timedelta(hours=hours) for hours in (6, 7))
    assert set(left_files(sink, index)) == left
    assert due_files(sink, index, timedelta(hours=6), soon) == ()
    assert set(due_files(sink, index, timedelta(hours=6), late)) == left

    run(str(dump), state, outcome(record("last")))
    keep_latest(sink, late)
    assert {key for key in left if sink.size(key or "") is None} == left
