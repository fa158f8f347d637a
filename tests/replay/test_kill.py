"""A replay that is killed at any step, and run again: nothing lost, nothing twice, little again."""

import itertools
from pathlib import Path

import pytest

from crawler.archive.opening import find_archives
from crawler.publishing.writer import PartLimits
from crawler.reading.page import read_page
from crawler.run.replay import Replay
from crawler.run.replay_arguments import ReplayOrder
from crawler.sources.source import Source
from crawler.tools.verify import verify
from tests.support.archives import HOST, story, write
from tests.support.dumps import open_run, revisions, source
from tests.support.kill import kill_at

STORIES = 9


def order(folder: Path) -> ReplayOrder:
    kelm = Source("kelm", "Kelm", HOST, source("kelm").story)
    place = str(folder / "a.warc.gz")
    return ReplayOrder({"kelm": kelm}, place, tuple(find_archives(place)))


def replay(folder: Path, dump: str, state: Path) -> int:
    """Replay in this process, with a seal every two rows; return the number of pages read."""
    run = open_run(dump, state, limits=PartLimits(rows=2))
    read = 0
    for page in Replay(order(folder), run).pages():
        read += 1
        for released in run.buffer(read_page(page)):
            run.store(released)
        for released in run.page_store.release():
            run.store(released)
    run.publish("finished")
    assert run.error is None
    return read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "a.warc.gz", {f"/news/{n}": story(f"number {n}") for n in range(STORIES)})
    return tmp_path


def test_kills_lose_and_repeat_nothing(folder: Path) -> None:
    calm = str(folder / "calm")
    assert replay(folder, calm, folder / "calm state") == STORIES
    right = revisions(calm)
    assert len(right) == STORIES
    resumed = []
    for step in itertools.count(1, 3):
        dump, state = str(folder / f"dump{step}"), folder / f"state{step}"
        if not kill_at(step, dump, state, lambda dump, state: replay(folder, dump, state)):
            break

        resumed.append(replay(folder, dump, state))

        assert revisions(dump) == right
        assert verify(dump).problems == ()
    assert step > 20
    assert 0 in resumed or 1 in resumed  # a late kill leaves next to nothing to read again
    assert len({*resumed}) > 3


def test_a_replay_that_ended_can_be_made_again(folder: Path) -> None:
    dump, state = str(folder / "dump"), folder / "state"

    assert replay(folder, dump, state) == STORIES
    assert replay(folder, dump, state) == STORIES
    assert len(revisions(dump)) == STORIES
