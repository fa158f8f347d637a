"""Kill -9 at every step that leaves a trace, on disk and in S3: nothing lost, nothing twice.

Each case is a real process that kills itself at the n-th such step; it is a fork of this one, so
that hundreds of them take seconds.
"""

import itertools
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import Ledger
from crawler.publishing.session import Session
from crawler.publishing.spool import OpenPart, Spool
from crawler.publishing.writer import PartLimits
from crawler.sinks.local import Local
from crawler.sinks.s3 import S3
from crawler.tools.verify import verify
from tests.dump.factory import (
    BANNER,
    bannered,
    counts,
    crawl,
    outcome,
    record,
    reject,
    revisions,
    rows,
    run,
    story,
    url,
)

STEPS = [
    (OpenPart, "seal"),
    (Ledger, "begin"),
    (Ledger, "seal"),
    (Ledger, "plan"),
    (Ledger, "done"),
    (Ledger, "drop"),
    (Local, "create"),
    (Local, "replace"),
    (S3, "create"),
    (S3, "replace"),
    (Spool, "remove"),
]
"""Before and after each call of these a run can be killed."""

BEFORE = (story("one"), story("two"))
PAGES = (
    story("one", "second take"),
    story("two"),
    outcome(record("three"), record("four", url=url("three"))),
    story("four", host="twin.example"),
    reject("five"),
    story("six"),
    *(bannered(name) for name in ("seven", "eight", "nine", "ten", "eleven", "twelve")),
)


def work(dump: str, state: Path) -> None:
    with closing(Session.open(dump, state, limits=PartLimits(rows=2))) as session:
        session.publish(counts(crawl(session, *PAGES)))


def work_until(step: int, dump: str, state: Path) -> None:
    """Do a run and die at a step; steps are counted from 1."""
    counter = itertools.count(1)

    def die_here() -> None:
        if next(counter) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for owner, name in STEPS:
        setattr(owner, name, _deadly(getattr(owner, name), die_here))
    work(dump, state)


def _deadly(method: Callable[..., Any], die_here: Callable[[], None]) -> Callable[..., Any]:
    def wrapped(*args: Any, **options: Any) -> Any:
        die_here()
        answer = method(*args, **options)
        die_here()
        return answer

    return wrapped


def kill_at(step: int, dump: str, state: Path) -> bool:
    """Run a child that dies at a step; false where the run ends before it comes that far."""
    child = multiprocessing.get_context("fork").Process(target=work_until, args=(step, dump, state))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


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
    dump, state, before = str(tmp_path / "dump"), tmp_path / "state", tmp_path / "before"
    run(dump, state, *BEFORE)
    for each in (Path(dump), state):
        shutil.copytree(each, before / each.name)
    for step in itertools.count(1):
        for each in (Path(dump), state):
            shutil.rmtree(each)
            shutil.copytree(before / each.name, each)
        if not kill_at(step, dump, state):
            break
        assert verify(dump).problems == (), step  # a reader sees a whole dump between the runs

        work(dump, state)

        assert held(dump) == right
    assert step > 40


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
