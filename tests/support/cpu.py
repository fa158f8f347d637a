"""CPU time of tests; wall time would include other processes."""

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType


class TooSlow(Exception):
    """A block took more CPU time than it was given."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block once it has used so much CPU time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@cache
def slowness() -> float:
    """Return how many times slower this machine is than one of 2026 at plain Python; at least 1."""
    return slowness_now()


def slowness_now() -> float:
    """Measure the same again, because other processes come and go."""
    return max(1.0, min(_clock(_work) for _ in range(5)) / _USUAL)


_USUAL = 0.02
"""Seconds of `_work` on that machine when nothing else runs."""


def _work() -> None:
    table: dict[int, int] = {}
    for number in range(200_000):
        table[number % 1000] = table.get(number % 1000, 0) + number


def seconds(act: Callable[[], object], limit: float) -> float:
    """Return the CPU seconds of an act: the best of three tries while they exceed `limit`.

    Other processes slow it down through the shared caches. A try of twice the limit fails at once.
    """
    took = float("inf")
    for _ in range(3):
        gc.collect()
        error: AssertionError | None = None
        try:
            with within(2 * limit):
                took = min(took, _clock(act))
        except TooSlow as slow:
            error = AssertionError(str(slow))
        if error:
            raise error  # not from where the signal came: no frame there knows its line
        if took <= limit:
            break
    return took


def growth(small: Callable[[], object], large: Callable[[], object], most: float) -> float:
    """Return the ratio of the CPU times of two acts: the least of several tries, each of which
    measures both one behind the other, until it is not more than `most`."""
    least = float("inf")
    for _ in range(5):
        gc.collect()
        least = min(least, _clock(large) / _clock(small))
        if least <= most:
            break
    return least


def _clock(act: Callable[[], object]) -> float:
    start = time.thread_time()
    act()
    return time.thread_time() - start
