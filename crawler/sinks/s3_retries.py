"""Retries of S3 requests: which errors are transient, and one time budget per request.

botocore's own retries are off: each of them waits for a full timeout, so that together with ours a
store that never responds blocked a run for twelve minutes.
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

from crawler.sinks.s3_faults import CAUSES, code_of, status_of

BUDGET = 120.0
"""Seconds that a request may take, including all retries. SlowDown errors can last a minute."""
SLOWEST = 100_000
"""Minimum upload rate in bytes per second; the budget of an upload grows with its size."""
ATTEMPTS = 9
"""Maximum number of attempts for a request that fails immediately."""
LONGEST = 20.0
"""Maximum seconds between two attempts."""

IsTransient = Callable[[Exception], bool]
"""Predicate: whether an error is transient, so that a retry may succeed."""

_Answer = TypeVar("_Answer")

_IN_TRANSIT = (
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
    FlexibleChecksumError,
    ResponseParserError,
    HTTPError,
    HTTPException,
    KeyError,  # truncated response headers are parsed as if the rest were missing
)
"""Errors that mean no response, or a truncated or damaged one."""

FAILURES = (BotoCoreError, ClientError, *_IN_TRANSIT)
"""All exceptions that an S3 request may raise. botocore lets errors of urllib3 and of its own
parser through if an error response is cut off."""


_DAMAGED = {code for code, cause in CAUSES.items() if cause == CAUSES["BadDigest"]}
_CROSSED = {"ConditionalRequestConflict", "OperationAborted", "409"}
"""Codes for a concurrent write of the same object, possibly our own with a lost response."""
_THROTTLED = {
    *("SlowDown", "429", "Throttling", "ThrottlingException", "RequestThrottled"),
    *("RequestLimitExceeded", "BandwidthLimitExceeded", "TooManyRequests"),
    *("TooManyRequestsException", "SlowDownRead", "SlowDownWrite"),
}
_TRANSIENT = {"RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"}
_TRANSIENT_STATUS = {408, 429, 500, 502, 503, 504}


class OverdueError(HTTPClientError):
    """No attempt completed within the budget: the store accepts the connection but does not
    respond."""

    fmt = "no response within the time budget"


def is_transient(error: Exception) -> bool:
    """Return whether an error is transient, so that a retry may succeed."""
    if isinstance(error, ClientError):
        return _is_transient_response(error)
    return isinstance(error, _IN_TRANSIT)


def is_write_conflict(error: ClientError) -> bool:
    """Return whether concurrent writes of an object collided, so that neither may have
    succeeded."""
    return code_of(error) in _CROSSED


def is_throttled(error: ClientError) -> bool:
    """Return whether the store is rate limiting."""
    return code_of(error) in _THROTTLED


def _is_transient_response(error: ClientError) -> bool:
    """Return whether an error response is transient, so that a retry may succeed."""
    if is_write_conflict(error) or is_throttled(error) or status_of(error) in _TRANSIENT_STATUS:
        return True
    return code_of(error) in _TRANSIENT or code_of(error) in _DAMAGED


def with_retries(
    ask: Callable[[], _Answer], size: int = 0, transient: IsTransient = is_transient
) -> _Answer:
    """Send a request and retry it while its errors are transient.

    `size` is the number of bytes it uploads. Raises the error of the last attempt, or OverdueError.
    """
    return _Request(ask, BUDGET + size / SLOWEST, transient).result()


class _Request(Generic[_Answer]):
    """One request in its own thread, which is abandoned when the budget runs out: no socket timeout
    limits a response that trickles in, or a DNS lookup."""

    def __init__(self, ask: Callable[[], _Answer], seconds: float, transient: IsTransient) -> None:
        self._ask = ask
        self._seconds = seconds
        self._transient = transient
        self._answers: list[_Answer] = []
        self._error: BaseException | None = None
        self._ended = threading.Event()
        self._left = threading.Event()
        """Set when nobody waits for the result any more."""

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
        deadline = monotonic() + self._seconds
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._ask()
            except Exception as error:
                self._error = error  # raised if the next attempt does not finish in time
                pause = _pause(attempt, error)
                last = attempt == ATTEMPTS or monotonic() + pause >= deadline
                if last or not self._transient(error) or self._left.wait(pause):
                    raise
        raise AssertionError


def _pause(attempt: int, error: Exception) -> float:
    """Return the seconds before the next attempt: random, with an upper bound that doubles each
    time."""
    scale = 1.0 if isinstance(error, ClientError) and is_throttled(error) else 0.05
    return random.uniform(0, min(scale * 2 ** (attempt - 1), LONGEST))  # noqa: S311


def is_transient_mid_stream(error: Exception) -> bool:
    """Return whether a read can be resumed.

    A checksum mismatch cannot: it is detected after the last chunk, when the others were handed
    out.
    """
    return is_transient(error) and not isinstance(error, FlexibleChecksumError)
