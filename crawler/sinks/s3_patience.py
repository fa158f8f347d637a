"""How long a store is asked again while it stumbles: one time budget for each request.

botocore's own retries are off: each of them waits for an answer anew, so that together with ours a
store that never answers held a run up for twelve minutes.
"""

import random
import threading
from collections.abc import Callable
from http.client import HTTPException
from time import monotonic
from typing import Generic, TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004  # botocore's own
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from crawler.sinks.s3_faults import is_passing_answer, is_throttled

BUDGET = 120.0
"""Seconds in which a request must have succeeded, all its repetitions included. SlowDown wants a
minute of patience."""
SLOWEST = 100_000
"""Bytes a second that an upload must reach; it gets its time on top of the budget."""
ATTEMPTS = 9
"""Times to send a request that fails at once."""
LONGEST = 20.0
"""Seconds between two attempts at most."""

Passing = Callable[[Exception], bool]
"""Whether an error may be gone when the request is sent again."""

_Answer = TypeVar("_Answer")

_ON_THE_WAY = (
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
    FlexibleChecksumError,
    ResponseParserError,
    HTTPError,
    HTTPException,
    KeyError,  # a head that breaks off is read as one that lacks what was to follow
)
"""No answer came, or not all of it, or not as it was sent."""

FAILURES = (BotoCoreError, ClientError, *_ON_THE_WAY)
"""Everything that a request to a store may raise. botocore lets errors of urllib3 and of its own
parser through where the answer is an error and breaks off."""


class OverdueError(HTTPClientError):
    """The budget is spent and no attempt has ended: the store accepts and does not answer."""

    fmt = "no answer within the time budget"


def is_passing(error: Exception) -> bool:
    """Whether an error may be gone when the request is sent again."""
    if isinstance(error, ClientError):
        return is_passing_answer(error)
    return isinstance(error, _ON_THE_WAY)


def patiently(ask: Callable[[], _Answer], size: int = 0, passing: Passing = is_passing) -> _Answer:
    """Send a request, and send it again while its error is one that may pass.

    `size` is how many bytes it uploads. Raises the error of the last attempt, or OverdueError.
    """
    return _Errand(ask, BUDGET + size / SLOWEST, passing).result()


class _Errand(Generic[_Answer]):
    """One request in a thread of its own, which is left behind when the time is over: no time-out
    of a socket bounds an answer that drips, or the look-up of a name."""

    def __init__(self, ask: Callable[[], _Answer], seconds: float, passing: Passing) -> None:
        self._ask = ask
        self._seconds = seconds
        self._passing = passing
        self._answers: list[_Answer] = []
        self._error: BaseException | None = None
        self._ended = threading.Event()
        self._left = threading.Event()
        """Nobody waits for it any more."""

    def result(self) -> _Answer:
        threading.Thread(target=self._run, name="S3 request", daemon=True).start()
        try:
            self._ended.wait(self._seconds)
        finally:
            self._left.set()
        if self._answers:
            return self._answers[0]
        raise self._error or OverdueError()

    def _run(self) -> None:
        try:
            self._answers.append(self._repeat())
        except BaseException as error:
            self._error = error
        self._ended.set()

    def _repeat(self) -> _Answer:
        late = monotonic() + self._seconds
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._ask()
            except Exception as error:
                self._error = error  # the one to raise, should the next attempt not end in time
                pause = _pause(attempt, error)
                last = attempt == ATTEMPTS or monotonic() + pause >= late
                if last or not self._passing(error) or self._left.wait(pause):
                    raise
        raise AssertionError


def _pause(attempt: int, error: Exception) -> float:
    """Seconds to the next attempt: at random, up to twice as long each time."""
    scale = 1.0 if isinstance(error, ClientError) and is_throttled(error) else 0.05
    return random.uniform(0, min(scale * 2 ** (attempt - 1), LONGEST))  # noqa: S311
