"""kill -9 of an expiry or a compaction at every step that leaves a trace, on disk and in S3."""

import itertools
from collections import Counter
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.dump.index import read_manifest
from crawler.dump.keys import KINDS
from crawler.latest.keep import keep_latest
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import at, counts, crawl, publish, reject, rows, running, story
from tests.support.kill import Work, kill_at, killed_everywhere
from tests.support.maintaining import (
    AT_ONCE,
    canonical,
    compact,
    day,
    every_row,
    expire,
    index_of,
    last_revisions,
)

pytestmark = pytest.mark.slow

NOW = day(5)
DAYS: dict[str, int | None] = {"records": 0, "quarantine": 0, "snapshots": 1, "runs": 0}


def make(dump: str, state: Path) -> None:
    for number in range(4):
        with running(dump, state, clock=at(day(number))) as opened:
            takes = (story("one", f"take {number}"), story(f"new {number}"), reject(f"{number}"))
            publish(opened, counts(crawl(opened, *takes)))
        if number in (1, 3):
            assert main(["snapshot", dump]) == 0
            keep_latest(open_sink(dump), day(number))
    with running(dump, state, clock=at(day(4))) as opened:
        publish(opened, counts(crawl(opened, story("new 0"))))


def do_expire(dump: str, state: Path) -> None:
    expire(dump, state, NOW, AT_ONCE, **DAYS)


def do_compact(dump: str, state: Path) -> None:
    compact(dump, state, "-1", NOW, AT_ONCE)


def rows_after(dump: str, what: Work) -> Counter[str]:
    """Return the rows that are left once it is done."""
    if what is do_compact:
        return every_row(dump)
    kept = [*last_revisions(rows(dump)), *rows(dump, "removed")]
    return Counter(map(canonical, kept))


@pytest.mark.parametrize("what", [do_expire, do_compact])
def test_a_kill_at_any_step_loses_nothing_and_repeating_completes_it(
    tmp_path: Path, what: Work
) -> None:
    folder, state = tmp_path / "dump", tmp_path / "state"
    dump = str(folder)
    make(dump, state)
    every, right = every_row(dump), rows_after(dump, what)
    swapped = []
    for number in killed_everywhere(folder, state, what):
        swapped.append(index_of(dump).retention is not None)
        assert every_row(dump) == (right if swapped[-1] else every)
        assert verify(dump).problems == ()
        if number % 2:  # the crawl does not wait for it to be completed
            with running(dump, state, clock=at(NOW)) as opened:
                publish(opened, counts(crawl(opened, story("new 0"))))
        what(dump, state)
        assert every_row(dump) == right
        found = verify(dump)
        assert found.problems == ()
        assert [note for note in found.notes if "replaced" in note or "killed" in note] == []

    assert number > 25
    assert (swapped, set(swapped)) == (sorted(swapped), {True, False})
    assert every_row(dump) == right
    assert sorted(key for kind in KINDS for key in _parts(folder, kind)) == sorted(_named(dump))


@pytest.mark.parametrize("what", [do_expire, do_compact])
def test_one_that_is_killed_again_and_again(dump_url: str, tmp_path: Path, what: Work) -> None:
    """Each time some steps later."""
    make(dump_url, tmp_path / "state")
    every, right = every_row(dump_url), rows_after(dump_url, what)
    for step in itertools.count(1, 5):
        if not kill_at(step, dump_url, tmp_path / "state", what):
            break
        done = index_of(dump_url).retention is not None
        assert every_row(dump_url) == (right if done else every)

    assert step > 12
    assert every_row(dump_url) == right
    found = verify(dump_url)
    assert (found.problems, found.runs) == ((), 1)


def _parts(folder: Path, kind: str) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.glob(f"{kind}/*/*/*")]


def _named(dump: str) -> list[str]:
    sink = open_sink(dump)
    return [part.key for named in index_of(dump).runs for part in read_manifest(sink, named).parts]
