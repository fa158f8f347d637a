"""Retries and back-off, by `Retry-After` and by signs of strain."""

import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from crawler.base.events import Event, log_event
from crawler.politeness.backoff import (
    LONGEST_WAIT,
    STRAINED,
    decrease_delay,
    increase_delay,
    retry_after,
)
from spiders.middlewares.slots import Slots

logger = logging.getLogger(__name__)


def wait_asked(response: Response) -> float:
    """Return the seconds of a response's `Retry-After` header; 0 without one."""
    if response.status not in STRAINED:
        return 0.0
    value = response.headers.get("Retry-After") or b""
    return retry_after(value.decode("latin-1"), datetime.now(UTC)) or 0.0


class Retry(RetryMiddleware):
    """Scrapy's retry middleware, which also adapts the delay of the host's download slot."""

    _slots: Slots

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the middleware."""
        retry = super().from_crawler(crawler)
        retry._slots = Slots(crawler)
        return retry

    def pace(self, response: Response, request: Request) -> None:
        """Raise or lower the host's delay after a response, or pause the host.

        The downloader calls it before it starts the host's next request.
        """
        if response.status in STRAINED:
            self._slow(request)
            wait = wait_asked(response)
            if 0 < wait <= LONGEST_WAIT and self._slots.pause(request, wait):
                reason = f"Retry-After {wait:.0f} s (HTTP {response.status})"
                slot = request.meta["download_slot"]
                log_event(logger, logging.INFO, Event.HOST_PAUSED, host=slot, reason=reason)
        elif response.status < 400:
            self._ease(request)

    def process_response(  # type: ignore[override]  # Scrapy no longer passes the spider
        self, request: Request, response: Response
    ) -> Request | Response:
        """Retry, unless `Retry-After` is longer than LONGEST_WAIT."""
        if response.status not in self.retry_http_codes or wait_asked(response) > LONGEST_WAIT:
            return response
        return super().process_response(request, response)

    def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """Retry; slow down after a timeout, as the host may be overloaded."""
        if isinstance(exception, DownloadTimeoutError):
            self._slow(request)
        return super().process_exception(request, exception)

    def _slow(self, request: Request) -> None:
        own = self._slots.own_delay(request)
        self._slots.set_delay(request, increase_delay(self._slots.delay(request), own))

    def _ease(self, request: Request) -> None:
        own, delay = self._slots.own_delay(request), self._slots.delay(request)
        if own or delay:
            latency = request.meta.get("download_latency", 0.0)
            self._slots.set_delay(request, decrease_delay(delay, own, latency))
