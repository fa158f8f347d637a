"""CPU time in tests: wall time would measure what else the machine does."""

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def seconds(act: Callable[[], object], limit: float) -> float:
    """The CPU seconds of an act: the best of three tries while they take more than `limit`, for the
    caches of a busy machine are others' too. One that takes twice the limit fails at once."""
    took = float("inf")
    for _ in range(3):
        gc.collect()
        start = time.thread_time()
        try:
            with within(2 * limit):
                act()
        except TooSlow as slow:
            error = AssertionError(str(slow))
        else:
            took, error = min(took, time.thread_time() - start), None
        if error:
            raise error  # not from where the signal came: no frame there knows its line
        if took <= limit:
            break
    return took
