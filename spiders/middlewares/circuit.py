"""Leaves a host alone that fails and fails, so that neither it nor the crawl is worn out."""

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

from crawler.base.events import log_event
from crawler.base.faults import Fault
from crawler.politeness.circuit import CIRCUIT, Circuit
from crawler.politeness.patience import LONGEST_WAIT
from spiders.middlewares.patience import wait_asked

logger = logging.getLogger(__name__)

LOST = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
"""Downloads that the host, and not the one page, is to blame for."""


class Breaker:
    """Hears of what came in the end, after all retries. Its circuits are by host and port."""

    def __init__(self) -> None:
        self._circuits: defaultdict[str, Circuit] = defaultdict(Circuit)

    def process_request(self, request: Request) -> None:
        """Raises Fault `circuit` at once where the host's is open."""
        host = urlparse_cached(request).netloc
        if host in self._circuits and not self._circuits[host].admits(monotonic()):
            raise Fault(CIRCUIT, f"open: {host} is left alone for a while")

    def process_response(self, request: Request, response: Response) -> Response:
        """Every answer but the host's own troubles is a success."""
        host = urlparse_cached(request).netloc
        wait = wait_asked(response)
        if wait > LONGEST_WAIT:
            if self._circuits[host].open(monotonic(), wait):
                self._tell(host, f"it asks to wait {wait:.0f} s (HTTP {response.status})")
        elif response.status >= 500 or response.status == 429:
            self._fail(host, f"HTTP {response.status}")
        elif host in self._circuits and self._circuits.pop(host).succeed():
            log_event(logger, logging.INFO, "circuit closed", host=host, reason="it answers again")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """What was lost on the way counts, what we refused ourselves does not."""
        if isinstance(exception, LOST):
            self._fail(urlparse_cached(request).netloc, type(exception).__name__)

    def _fail(self, host: str, cause: str) -> None:
        circuit = self._circuits[host]
        if circuit.fail(monotonic()):
            self._tell(host, f"{circuit.failures} requests in a row failed, the last: {cause}")

    def _tell(self, host: str, cause: str) -> None:
        log_event(logger, logging.WARNING, "circuit open", host=host, reason=cause)
