"""Runs that kill themselves (SIGKILL) at the n-th step that leaves a trace.

Each is a fork of this process, so that hundreds of them take seconds.
"""

import itertools
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from crawler.ledger import Ledger
from crawler.publishing.spool import OpenPart, Spool
from crawler.publishing.writer import PartLimits
from crawler.sinks.local import Local
from crawler.sinks.s3 import S3
from tests.support.dumps import (
    bannered,
    counts,
    crawl,
    outcome,
    publish,
    record,
    reject,
    running,
    story,
    url,
)

Work = Callable[[str, Path], object]
"""One run into a dump, with its state."""
STEPS = [
    (OpenPart, "seal"),
    (Ledger, "begin"),
    (Ledger, "seal"),
    (Ledger, "plan"),
    (Ledger, "done"),
    (Ledger, "drop"),
    (Local, "create"),
    (Local, "replace"),
    (Local, "delete"),
    (S3, "create"),
    (S3, "replace"),
    (S3, "delete"),
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
    with running(dump, state, limits=PartLimits(rows=2)) as a_run:
        publish(a_run, counts(crawl(a_run, *PAGES)))


def work_until(step: int, work: Work, dump: str, state: Path) -> None:
    """Do a run and die at a step; steps are counted from 1."""
    counter = itertools.count(1)

    def die_here() -> None:
        if next(counter) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    _do(work, dump, state, die_here)


def _do(work: Work, dump: str, state: Path, at_step: Callable[[], None]) -> None:
    for owner, name in STEPS:
        setattr(owner, name, _watched(getattr(owner, name), at_step))
    work(dump, state)


def _watched(method: Callable[..., Any], at_step: Callable[[], None]) -> Callable[..., Any]:
    def wrapped(*args: Any, **options: Any) -> Any:
        at_step()
        answer = method(*args, **options)
        at_step()
        return answer

    return wrapped


def kill_at(step: int, dump: str, state: Path, work: Work = work) -> bool:
    """Run a child that dies at a step. Return false if the run ends before that step."""
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=work_until, args=(step, work, dump, state))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def killed_everywhere(dump: Path, state: Path, work: Work = work) -> Iterator[int]:
    """Kill a run at each of its steps; yield 1, 2, ... with the folders as the killed run leaves
    them. Each run finds them as they were at first. The last is not killed, and yields nothing.

    A step before which nothing was written since the one before it is left out: that kill would
    leave the same files.
    """
    before = dump.with_name("before")
    for folder in (dump, state):
        if folder.exists():
            shutil.copytree(folder, before / folder.name)
    *steps, beyond = _steps_that_differ(dump, state, work)
    for number, step in enumerate(steps, start=1):
        _restore(before, dump, state)
        assert kill_at(step, str(dump), state, work)
        yield number
    _restore(before, dump, state)
    assert not kill_at(beyond, str(dump), state, work)


def _restore(before: Path, *folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder)
        if (before / folder.name).exists():
            shutil.copytree(before / folder.name, folder)


def _steps_that_differ(dump: Path, state: Path, work: Work) -> list[int]:
    """Do a run in a child. Return the steps before which it has written something since the step
    before, and one after its end."""
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    child = fork.Process(target=_send_steps, args=(sender, dump, state, work))
    child.start()
    sender.close()
    steps: list[int] = receiver.recv()
    child.join()
    return steps


def _send_steps(sender: Connection, dump: Path, state: Path, work: Work) -> None:
    differs: list[bool] = []
    before: dict[Path, bytes | None] | None = None

    def look() -> None:
        nonlocal before
        paths = (path for folder in (dump, state) for path in folder.rglob("*"))
        left = {path: path.read_bytes() if path.is_file() else None for path in paths}
        differs.append(left != before)
        before = left

    _do(work, str(dump), state, look)
    steps = range(1, len(differs) + 1)
    sender.send([*itertools.compress(steps, differs), len(differs) + 1])
