"""Fetches stories, each in a task, from all sources at once."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discover import StoryLink
from crawler.discover.waiting import WaitingLinks
from crawler.model import Page
from crawler.politeness.pace import concurrency_of
from spiders.downloader import Draining
from spiders.handover import Handover

AT_ONCE = 64
"""Links that are skipped before other tasks get their turn: there may be 100,000."""

PAUSE = 0.1
"""Seconds between two looks for room, while none of its own requests makes some."""

MakeRequest = Callable[[StoryLink], Request | None]
Read = Callable[[Response, StoryLink, tuple[str, ...]], Page | Request | None]
Lose = Callable[[StoryLink, str, BaseException], None]


class Stories:
    """Requests stories by the downloader, past Scrapy's engine, scheduler and callbacks.

    Those cost as much CPU time as all else that a page costs in the crawl's own process.
    """

    def __init__(
        self, crawler: Crawler, readers: int, request: MakeRequest, read: Read, lose: Lose
    ) -> None:
        """`request` returns the request for a link, or none if it is skipped. `read` returns a
        page, or the request of a redirect; `lose` takes what could not be fetched."""
        self._crawler = crawler
        self._request = request
        self._read = read
        self._lose = lose
        self._waiting: dict[str, WaitingLinks] = {}
        """Links not requested yet, by source."""
        self._open: Counter[str] = Counter()
        """Requests in flight, by source."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        """Set when a request, a story or a batch is done."""
        self._handover = Handover(crawler, readers, self._changed.set)

    def take(self, links: Iterable[StoryLink]) -> None:
        """Add links to be fetched."""
        for link in links:
            source = link.source
            if source.id not in self._waiting:
                self._waiting[source.id] = WaitingLinks(source)
            self._waiting[source.id].add(link)

    async def fetch(self) -> None:
        """Fetch all links; return when their pages have left the pipelines.

        If this is cancelled, requests in flight and their pages go on.
        """
        waiting = self._waiting
        while waiting or self._tasks:
            self._changed.clear()
            for source, queue in [*waiting.items()]:
                await self._begin(source, queue)
                if not queue:
                    del waiting[source]
            if self._tasks:
                await self._changed.wait()
            elif waiting:
                await asyncio.sleep(PAUSE)  # others use all that the engine or the pipelines take

    async def _begin(self, source: str, queue: WaitingLinks) -> None:
        """Request stories of a source while it has free requests, so that no slow host delays
        another."""
        skipped = 0
        most = concurrency_of(queue.source)
        while queue and self._open[source] < most and self._has_room():
            request = self._request(queue.pop())
            if request is None:
                skipped += 1
                if skipped % AT_ONCE == 0:
                    await asyncio.sleep(0)
                continue
            self._open[source] += 1
            task = asyncio.create_task(self._fetch(request))
            self._tasks.add(task)
            task.add_done_callback(self._finish)

    def _has_room(self) -> bool:
        """Return whether one more story may be requested, of any source."""
        engine = self._engine
        is_free = self._open.total() < engine.downloader.total_concurrency
        return is_free and not self._handover.is_full and not engine.needs_backout()

    async def _fetch(self, request: Request) -> None:
        following: Request | None = request
        while following is not None:
            found = await self._download(following)
            following = found if isinstance(found, Request) else None
            if following is not None and _is_ending(self._engine):
                return  # counted at the end, with those never requested
        if isinstance(found, Page):
            given = self._handover.give(found)
            del found
            await given

    async def _download(self, request: Request) -> Page | Request | None:
        link: StoryLink = request.cb_kwargs["link"]
        response: Response | None = None
        try:
            try:
                response = await self._downloader.download(request)
            finally:
                self._open[link.source.id] -= 1
                self._changed.set()
            found = self._read(response, link, request.cb_kwargs["way"])
            if isinstance(found, Request):
                self._open[link.source.id] += 1
            return found
        except asyncio.CancelledError:
            pass  # the crawl is stopping
        except Exception as error:
            self._fail(request, response, error)
        return None

    def _fail(self, request: Request, response: Response | None, error: Exception) -> None:
        """Count what could not be fetched; report a bug of ours as Scrapy does for callbacks."""
        try:
            if response is not None:
                raise error
            self._lose(request.cb_kwargs["link"], request.url, error)
        except Exception:
            failure = Failure()  # type: ignore[no-untyped-call]
            self._engine.scraper.handle_spider_error(failure, request, response or failure)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()

    @property
    def _engine(self) -> ExecutionEngine:
        assert self._crawler.engine is not None  # noqa: S101  # it exists while anything is fetched
        return self._crawler.engine

    @property
    def _downloader(self) -> Draining:
        downloader = self._engine.downloader
        assert isinstance(downloader, Draining)  # noqa: S101  # as settings.py says
        return downloader


def _is_ending(engine: ExecutionEngine) -> bool:
    """Return whether the engine sends no requests because the crawl is ending."""
    slot = engine.scraper.slot
    is_busy = engine.downloader.needs_backout() or (slot is not None and slot.needs_backout())
    return engine.needs_backout() and not is_busy
