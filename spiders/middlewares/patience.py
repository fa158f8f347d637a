"""Asks again what may come right, and waits: as long as the host says, or as it seems to need."""

import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from crawler.base.events import log_event
from crawler.politeness.patience import LONGEST_WAIT, STRAINED, eased, retry_after, slower
from spiders.middlewares.slots import Slots

logger = logging.getLogger(__name__)


def wait_asked(response: Response) -> float:
    """Seconds that an answer asks us to wait, 0 for none."""
    if response.status not in STRAINED:
        return 0.0
    value = response.headers.get("Retry-After") or b""
    return retry_after(value.decode("latin-1"), datetime.now(UTC)) or 0.0


class Patience(RetryMiddleware):
    """Scrapy's retries; the pace is that of the host's download slot."""

    _slots: Slots

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Hears of each answer before Scrapy asks for the next page."""
        patience = super().from_crawler(crawler)
        patience._slots = Slots(crawler)
        crawler.signals.connect(patience.pace, signals.response_downloaded)
        return patience

    def pace(self, response: Response, request: Request) -> None:
        """Go slower, faster, or not at all for a while."""
        if response.status in STRAINED:
            self._slow(request)
            wait = wait_asked(response)
            if 0 < wait <= LONGEST_WAIT and self._slots.pause(request, wait):
                asked = f"{wait:.0f} s (HTTP {response.status})"
                slot = request.meta["download_slot"]
                log_event(logger, logging.INFO, "host asks to wait", host=slot, reason=asked)
        elif response.status < 400:
            self._ease(request)

    def process_response(  # type: ignore[override]  # Scrapy passes the spider no more
        self, request: Request, response: Response
    ) -> Request | Response:
        """Asks again, unless the host wants to be left alone for longer than we wait."""
        if wait_asked(response) > LONGEST_WAIT:
            return response
        return super().process_response(request, response)

    def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """A host that does not answer in time may be asked too much."""
        if isinstance(exception, DownloadTimeoutError):
            self._slow(request)
        return super().process_exception(request, exception)

    def _slow(self, request: Request) -> None:
        own = self._slots.own_delay(request)
        self._slots.set_delay(request, slower(self._slots.delay(request), own))

    def _ease(self, request: Request) -> None:
        own, delay = self._slots.own_delay(request), self._slots.delay(request)
        if own or delay:
            latency = request.meta.get("download_latency", 0.0)
            self._slots.set_delay(request, eased(delay, own, latency))
