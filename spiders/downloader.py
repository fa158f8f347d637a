"""Scrapy's downloader, of which requests can be taken back: a crawl that is told to stop must end,
however slow its hosts are."""

from collections.abc import Iterable

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred


class Draining(Downloader):
    """Set as DOWNLOADER. A request that is taken back ends with asyncio.CancelledError."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._answers: dict[Request, Deferred[Response | Request]] = {}

    def fetch(  # type: ignore[override]  # Scrapy does not give the spider any more
        self, request: Request
    ) -> Deferred[Response | Request]:
        """As Scrapy's, and noted until it is answered."""
        answer: Deferred[Response | Request] = super().fetch(request)
        self._answers[request] = answer

        def forget(result: object) -> object:
            self._answers.pop(request, None)
            return result

        return answer.addBoth(forget)

    def drop_waiting(self) -> None:
        """Take back what no host has been asked yet: it waits for its turn, or for robots.txt."""
        asked = {request for slot in self.slots.values() for request in slot.transferring}
        for slot in self.slots.values():
            slot.queue.clear()
        self._drop(request for request in self._answers if request not in asked)

    def drop_all(self) -> None:
        """Take back everything."""
        self._drop(self._answers)

    def _drop(self, requests: Iterable[Request]) -> None:
        for request in [*requests]:
            self._answers[request].cancel()
