"""Scrapy's downloader: requests can be cancelled, and stories cost less than other requests."""

import asyncio
import logging
from collections.abc import Iterable
from time import monotonic
from typing import Any

from pydispatch import dispatcher  # type: ignore[import-untyped]
from scrapy import Request, signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import _process_pending_io
from scrapy.utils.log import logformatter_adapter
from twisted.internet.defer import Deferred

from spiders.middlewares.chain import Chain
from spiders.middlewares.retry import Retry

logger = logging.getLogger("scrapy.core.engine")


class Draining(Downloader):
    """The DOWNLOADER setting. A cancelled request fails with asyncio.CancelledError.

    So a crawl that is stopped can end within a time limit.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._answers: dict[Request, Deferred[Response | Request] | asyncio.Task[Any]] = {}
        self._chain = Chain(self.middleware)
        self._paced = [each for each in self.middleware.middlewares if isinstance(each, Retry)]

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

    async def download(self, request: Request) -> Response:
        """Download as `engine.download_async` does, but in the task of the caller: it has no
        Deferreds, other tasks or signals that nobody listens to.

        If the request is cancelled, that task is.
        """
        while isinstance(answer := await self._answer(request), Request):
            request = answer
        return answer

    async def _answer(self, request: Request) -> Response | Request:
        slot = self._engine._slot
        task = asyncio.current_task()
        assert slot is not None  # noqa: S101  # a spider is open
        assert task is not None  # noqa: S101  # a coroutine runs in one
        slot.add_request(request)
        self.active.add(request)
        self._answers[request] = task
        try:
            answer = await self._chain.download(request, self._enqueue_request)
        finally:
            del self._answers[request]
            self.active.remove(request)
            slot.remove_request(request)
            if slot.scheduler.has_pending_requests():
                slot.nextcall.schedule()
        if isinstance(answer, Response):
            self._report(answer, request)
        return answer

    def _report(self, response: Response, request: Request) -> None:
        """Log a response and send its signal, as the engine does."""
        if response.request is None:
            response.request = request
        spider = self.crawler.spider
        assert spider is not None  # noqa: S101  # it exists while anything is fetched
        line = self._engine.logformatter.crawled(response.request, response, spider)
        if line is not None:
            logger.log(*logformatter_adapter(line), extra={"spider": spider})
        self._signal(signals.response_received, response=response, request=response.request)

    async def _enqueue_request(self, request: Request) -> Response:
        """Download at once if the request's slot is free and has no delay, else as Scrapy does."""
        key, slot = self._get_slot(request)
        if slot.delay or slot.latercall or slot.queue or slot.free_transfer_slots() <= 0:
            return await super()._enqueue_request(request)
        request.meta[self.DOWNLOAD_SLOT] = key
        slot.active.add(request)
        slot.lastseen = monotonic()
        self._signal(signals.request_reached_downloader, request=request)
        try:
            return await self._download(slot, request)
        finally:
            slot.active.remove(request)

    async def _download(self, slot: Slot, request: Request) -> Response:
        slot.transferring.add(request)
        try:
            response = await self.handlers.download_request_async(request)
            for each in self._paced:  # before the host's next request
                each.pace(response, request)
            self._signal(signals.response_downloaded, response=response, request=request)
            return response
        except Exception:
            await _process_pending_io()
            raise
        finally:
            slot.transferring.remove(request)
            if slot.queue:
                self._process_queue(slot)
            self._signal(signals.request_left_downloader, request=request)

    def _signal(self, signal: object, **named: object) -> None:
        """Send a signal if anybody listens to it."""
        if signal in dispatcher.connections.get(id(self.crawler), ()):
            self.signals.send_catch_log(signal, **named, spider=self.crawler.spider)

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

    @property
    def _engine(self) -> ExecutionEngine:
        assert self.crawler.engine is not None  # noqa: S101  # it made this downloader
        return self.crawler.engine
