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
    """The CPU seconds of an act: the best of three tries while they take more than `limit`,
    for the caches of a busy machine are others' too. Raises TooSlow at twice the limit."""
    took = float("inf")
    for _ in range(3):
        gc.collect()
        start = time.thread_time()
        with within(2 * limit):
            act()
        took = min(took, time.thread_time() - start)
        if took <= limit:
            break
    return took
