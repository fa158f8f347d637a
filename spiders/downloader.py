"""Scrapy's downloader with cancellable requests, so that a crawl can stop within a time limit."""

from collections.abc import Iterable

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred


class Draining(Downloader):
    """The DOWNLOADER setting. A cancelled request fails with asyncio.CancelledError."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._answers: dict[Request, Deferred[Response | Request]] = {}

    def fetch(  # type: ignore[override]  # Scrapy does not give the spider any more
        self, request: Request
    ) -> Deferred[Response | Request]:
        """Download as Scrapy does, and keep the request until it is answered."""
        answer: Deferred[Response | Request] = super().fetch(request)
        self._answers[request] = answer

        def forget(result: object) -> object:
            self._answers.pop(request, None)
            return result

        return answer.addBoth(forget)

    def drop_waiting(self) -> None:
        """Cancel requests that are not sent yet: queued ones and those waiting for robots.txt."""
        transferring = {request for slot in self.slots.values() for request in slot.transferring}
        for slot in self.slots.values():
            slot.queue.clear()
        self._drop(request for request in self._answers if request not in transferring)

    def drop_all(self) -> None:
        """Cancel all requests."""
        self._drop(self._answers)

    def _drop(self, requests: Iterable[Request]) -> None:
        for request in [*requests]:
            self._answers[request].cancel()
