"""Outcome -> dump: buffer, deduplicate and write each page; publish the run at the end."""

import asyncio
from collections import deque
from typing import NoReturn, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from crawler.base.exits import Shortfall
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.model import Batch, Outcome, Page
from crawler.run.run import Run
from pipelines.feeds import Feeds
from pipelines.latest import Latest
from pipelines.reports import Reports
from pipelines.run import run_of
from pipelines.views import Views

MOST = 256
"""Maximum pages that wait while others are stored."""
AT_ONCE = 4
"""Pages stored in a row, about 2 ms: a turn of the event loop costs a tenth of a page."""


class Stored(DropItem):
    """Raised for pages accepted by the run.

    Pages are not Scrapy items: their records become items once they are published.
    """

    def __init__(self) -> None:
        super().__init__("stored")


class Store:
    """Last pipeline. Items leave it at the end of the crawl: the records that were published."""

    def __init__(
        self,
        run: Run,
        feeds: Feeds,
        reports: Reports,
        latest: Latest,
        views: Views,
        stats: StatsCollector,
    ) -> None:
        self._run = run
        self._feeds = feeds
        self._reports = reports
        self._latest = latest
        self._views = views
        self._stats = stats
        self._waiting: deque[Outcome] = deque()
        self._is_storing = False
        self._turn = asyncio.Lock()
        """Held by the next pages to wait, so that pages stay in their order."""
        self._has_room = asyncio.Event()
        """Set when a page that waited is stored."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals for pipeline errors and the end of the crawl."""
        reports, latest = Reports.from_crawler(crawler), Latest.from_crawler(crawler)
        views = Views.from_crawler(crawler)
        store = cls(run_of(crawler), Feeds(crawler), reports, latest, views, crawler.stats)
        crawler.signals.connect(store.quarantine, signals.item_error)
        # Not close_spider(): only the signal has the reason, and nothing else may close between
        # the upload and the ledger entry for it.
        crawler.signals.connect(store.close, signals.spider_closed)
        store._feeds.close_last()
        return store

    async def process_item(self, item: list[Outcome]) -> NoReturn:
        """Buffer pages; store the pages that they release, mostly none and sometimes hundreds.

        Pages that come in while others are stored wait for their turn. Always raises Stored.
        """
        async with self._turn:
            while len(self._waiting) >= MOST:
                self._has_room.clear()
                await self._has_room.wait()
            self._waiting += item
        if not self._is_storing:
            self._is_storing = True
            try:
                await self._store_all()
            finally:
                self._is_storing = False
        raise Stored

    async def _store_all(self) -> None:
        while self._waiting:
            for number, released in enumerate(self._run.buffer(self._waiting.popleft())):
                self._run.store(released)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)  # other pages come in meanwhile
            self._has_room.set()

    def quarantine(self, item: Page | Batch, failure: Failure) -> None:
        """Quarantine pages on which a pipeline raised an exception, and count them as bugs."""
        fault = Fault(FaultKind.BUG, f"{type(failure.value).__name__}: {failure.value}")
        for page in item.pages if isinstance(item, Batch) else (item,):
            self._run.quarantine(page, fault)

    def close(self, reason: str) -> None:
        """Publish the run, whatever ended the crawl, and export its records to the feeds."""
        broken = self._stats.get_value("spider_exceptions/count", 0)
        self._run.publish(reason, broken, self._follow)
        if self._run.published:
            error = self._feeds.export(self._run.published.manifest)
            self._run.shortfalls[Shortfall.FEED] = error

    def _follow(self) -> None:
        """Publish the report, and bring the dump's ready files and their views up to date."""
        self._run.shortfalls[Shortfall.REPORT] = self._reports.publish()
        self._run.shortfalls[Shortfall.LATEST] = self._latest.keep()
        self._run.shortfalls[Shortfall.VIEW] = self._views.keep()
