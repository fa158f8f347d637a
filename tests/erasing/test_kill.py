"""kill -9 of an erasure at every step that leaves a trace, on disk and in S3."""

import itertools
from pathlib import Path

import pytest

from crawler.dump.index import read_pointer
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import rows, run, story, url
from tests.support.erasing import TEXT, erase, holders, make
from tests.support.kill import kill_at, killed_everywhere

pytestmark = pytest.mark.slow

KINDS = ("records", "removed", "quarantine")


def work(dump: str, state: Path) -> None:
    assert erase(dump, state) == 0


def found(dump: str) -> tuple[list[str], bool]:
    """Return all rows of other stories, as a reader finds them, and whether the index leads to the
    text no more; then it leads to the deletion."""
    every = rows(dump, *KINDS)
    others = [str(row) for row in every if row["url"] not in (url("doomed"), url("five"))]
    doomed = [row for row in every if row["url"] == url("doomed")]
    erased = not any(TEXT in str(row) for row in doomed)
    assert [row["op"] for row in doomed] == ["delete"] if erased else len(doomed) == 7
    return sorted(others), erased


def test_a_kill_at_any_step_loses_nothing_and_repeating_completes_it(tmp_path: Path) -> None:
    folder, state = tmp_path / "dump", tmp_path / "state"
    dump = str(folder)
    make(dump, state)
    right, _ = found(dump)
    swapped = []
    for number in killed_everywhere(folder, state, work):
        others, erased = found(dump)
        assert others == right
        swapped.append(erased)
        problems = verify(dump).problems
        if not swapped[-1]:
            assert problems == ()
        elif holders(folder):
            assert problems  # whoever verifies it learns that the text is still there
        left = [each for each in problems if each.startswith(("latest/", "deltas/", "snapshots/"))]
        assert [each for each in left if "repeat the erasure" not in each] == []
        if number % 2:  # the crawl does not wait for it to be completed
            run(dump, state, story("five"))
        assert erase(dump, state) == 0
        assert (holders(folder), found(dump)) == ([], (right, True))
        assert verify(dump).problems == ()

    assert number > 40
    assert (swapped, set(swapped)) == (sorted(swapped), {True, False})
    assert (holders(folder), found(dump)) == ([], (right, True))


def test_an_erasure_that_is_killed_again_and_again(dump_url: str, tmp_path: Path) -> None:
    """Each time some steps later, and on another machine."""
    make(dump_url, tmp_path / "state")
    right, _ = found(dump_url)
    for step in itertools.count(1, 6):
        state = tmp_path / "state"
        if not kill_at(step, dump_url, state, work):
            break
        others, _ = found(dump_url)
        assert others == right

    assert step > 12
    assert found(dump_url) == (right, True)
    verified = verify(dump_url)
    assert (verified.problems, verified.notes, verified.snapshots) == ((), (), 2)
    sink = open_sink(dump_url)
    named = read_pointer(sink).named()
    keys = [key for folder in ("runs/", "records/", "removed/") for key in sink.list(folder)]
    assert len([key for key in keys if key.startswith("runs/")]) == len(named) == 5
