"""Kill -9 at every step that leaves a trace, on disk and in S3: nothing lost, nothing twice."""

from pathlib import Path

import pytest

from crawler.tools.verify import verify
from tests.support.dumps import BANNER, revisions, rows, run
from tests.support.kill import BEFORE, kill_at, killed_everywhere, work

pytestmark = pytest.mark.slow

Held = tuple[list[tuple[str, int, str]], list[tuple[str, str]], list[str]]


def held(dump: str) -> Held:
    """All that a reader finds, in an order that no kill changes; the dump must be sound."""
    assert verify(dump).problems == ()
    removed, rejected = (rows(dump, kind) for kind in ("removed", "quarantine"))
    assert not any(BANNER in row["body"] for row in rows(dump))
    taken = sorted((row["url"], row["text"]) for row in removed)
    return revisions(dump), taken, [row["url"] for row in rejected]


@pytest.fixture
def right(tmp_path: Path) -> Held:
    """What a crawl that nobody kills comes to."""
    dump = str(tmp_path / "calm")
    run(dump, tmp_path / "calm state", *BEFORE)
    work(dump, tmp_path / "calm state")
    return held(dump)


def test_a_kill_at_any_step_loses_and_repeats_nothing(tmp_path: Path, right: Held) -> None:
    folder, state = tmp_path / "dump", tmp_path / "state"
    dump = str(folder)
    run(dump, state, *BEFORE)
    for number in killed_everywhere(folder, state):
        assert verify(dump).problems == (), number  # a reader sees a whole dump between the runs

        work(dump, state)

        assert held(dump) == right
    assert number > 40


def test_a_run_that_is_killed_again_and_again(dump_url: str, tmp_path: Path, right: Held) -> None:
    state = tmp_path / "state"
    run(dump_url, state, *BEFORE)
    stride = 4 if dump_url.startswith("s3:") else 1  # S3 takes its time
    step = 1
    while kill_at(step, dump_url, state):
        assert verify(dump_url).problems == (), step
        step += stride

    assert held(dump_url) == right


@pytest.mark.parametrize("step", [10, 25, 40])
def test_a_killed_run_whose_ledger_is_lost_too(tmp_path: Path, right: Held, step: int) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    run(dump, state, *BEFORE)
    assert kill_at(step, dump, state)
    for file in state.glob("*/ledger*"):
        file.unlink()

    work(dump, state)

    assert held(dump) == right


@pytest.mark.parametrize("step", [10, 25, 40])
def test_a_killed_run_that_another_machine_overtook(tmp_path: Path, right: Held, step: int) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    run(dump, state, *BEFORE)
    assert kill_at(step, dump, state)

    work(dump, tmp_path / "another state")
    work(dump, state)

    assert held(dump) == right
