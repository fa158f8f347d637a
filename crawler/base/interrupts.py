"""Interruption of blocking work in the main thread by signals."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that stop a crawl."""


class StoppedError(Exception):
    """Interrupted by a signal. The message is the signal's name."""


class _Signal(BaseException):
    """A BaseException, so that no `except Exception` handles it as a failure."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise StoppedError if a signal arrives within the block; for the main thread.

    The previous handlers are restored at its end. Ignored signals (nohup) stay ignored.
    """
    heard = [number for number in SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, _raise) for number in heard}
    try:
        yield
    except _Signal as error:
        raise StoppedError(str(error)) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
            signal.siginterrupt(number, False)  # as asyncio does for its handlers


def _raise(number: int, _: FrameType | None) -> None:
    raise _Signal(signal.Signals(number).name)
