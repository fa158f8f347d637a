"""Runs that kill themselves (SIGKILL) at the n-th step that leaves a trace.

Each is a fork of this process, so that hundreds of them take seconds.
"""

import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable
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


def kill_at(step: int, dump: str, state: Path, work: Work = work) -> bool:
    """Run a child that dies at a step. Return false if the run ends before that step."""
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=work_until, args=(step, work, dump, state))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0
