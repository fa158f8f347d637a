"""Circuit breaker middleware: stops requests to a host that keeps failing."""

import logging
from collections import defaultdict
from time import monotonic

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.base.events import Event, log_event
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.politeness.backoff import LONGEST_WAIT
from crawler.politeness.circuit import Circuit
from spiders.middlewares.retry import wait_asked

logger = logging.getLogger(__name__)

LOST = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
"""Download errors that point to the host rather than to one page."""


class Breaker:
    """Keeps one circuit per host and port; counts results after all retries."""

    def __init__(self) -> None:
        self._circuits: defaultdict[str, Circuit] = defaultdict(Circuit)

    def process_request(self, request: Request) -> None:
        """Raise Fault `circuit` if the host's circuit is open."""
        host = urlparse_cached(request).netloc
        if host in self._circuits and not self._circuits[host].admits(monotonic()):
            raise Fault(FaultKind.CIRCUIT, f"open: requests to {host} are paused")

    def process_response(self, request: Request, response: Response) -> Response:
        """Count 429, 5xx and long Retry-After as failures of the host, all else as success."""
        host = urlparse_cached(request).netloc
        wait = wait_asked(response)
        if wait > LONGEST_WAIT:
            if self._circuits[host].open(monotonic(), wait):
                self._log_open(host, f"Retry-After {wait:.0f} s (HTTP {response.status})")
        elif response.status >= 500 or response.status == 429:
            self._fail(host, f"HTTP {response.status}")
        elif host in self._circuits and self._circuits.pop(host).succeed():
            log_event(
                logger, logging.INFO, Event.CIRCUIT_CLOSED, host=host, reason="probe succeeded"
            )
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count network errors as failures; requests refused by our middlewares do not count."""
        if isinstance(exception, LOST):
            self._fail(urlparse_cached(request).netloc, type(exception).__name__)

    def _fail(self, host: str, cause: str) -> None:
        circuit = self._circuits[host]
        if circuit.fail(monotonic()):
            self._log_open(host, f"{circuit.failures} consecutive failures, last: {cause}")

    def _log_open(self, host: str, cause: str) -> None:
        log_event(logger, logging.WARNING, Event.CIRCUIT_OPEN, host=host, reason=cause)
