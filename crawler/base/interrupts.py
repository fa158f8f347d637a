"""Signals while something that waits has the only thread: they end it, and are not kept waiting."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Those that ask a crawl to end."""


class StoppedError(Exception):
    """A signal ended it. The message is the signal's name."""


class _Signal(BaseException):
    """No `except Exception` on its way shall take it for a failure."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Let a signal end what runs within, by StoppedError; for the main thread.

    Whoever else listens hears it, too, once that has ended. Signals that are ignored (nohup) are
    left alone.
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
            signal.siginterrupt(number, False)  # as asyncio has it for its own


def _raise(number: int, _: FrameType | None) -> None:
    raise _Signal(signal.Signals(number).name)
