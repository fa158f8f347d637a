"""Outcome -> dump: buffer, deduplicate and write each page; publish the run at the end."""

import asyncio
from typing import NoReturn, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.model import Outcome, Page
from crawler.reading.workers.pool import BrokeError
from crawler.run.run import Run
from pipelines.feeds import Feeds
from pipelines.run import run_of


class Stored(DropItem):
    """Raised for each page accepted by the run.

    Pages are not Scrapy items: their records become items once they are published.
    """

    def __init__(self) -> None:
        super().__init__("stored")


class Store:
    """Last pipeline. Items leave it at the end of the crawl: the records that were published."""

    def __init__(self, run: Run, feeds: Feeds, stats: StatsCollector) -> None:
        self._run = run
        self._feeds = feeds
        self._stats = stats
        self._has_room = asyncio.Event()
        """Set when the buffer may have room for more pages."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals for pipeline errors and the end of the crawl."""
        store = cls(run_of(crawler), Feeds(crawler), crawler.stats)
        crawler.signals.connect(store.quarantine, signals.item_error)
        # Not close_spider(): only the signal has the reason, and nothing else may close between
        # the upload and the ledger entry for it.
        crawler.signals.connect(store.close, signals.spider_closed)
        store._feeds.close_last()
        return store

    async def process_item(self, item: Outcome) -> NoReturn:
        """Buffer a page; store the pages that it releases, mostly none and sometimes hundreds.

        Always raises Stored.
        """
        while self._run.page_store.is_backlogged:
            self._has_room.clear()
            await self._has_room.wait()
        try:
            for released in self._run.buffer(item):
                self._run.store(released)
                await asyncio.sleep(0)  # other pages come in meanwhile
        finally:
            self._has_room.set()
        raise Stored

    def quarantine(self, item: Page, failure: Failure) -> None:
        """Quarantine a page on which a pipeline raised an exception, and count it as a bug."""
        error = failure.value
        cause = str(error) if isinstance(error, BrokeError) else f"{type(error).__name__}: {error}"
        self._run.quarantine(item, Fault(FaultKind.BUG, cause))

    def close(self, reason: str) -> None:
        """Publish the run, whatever ended the crawl, and export its records to the feeds."""
        broken = self._stats.get_value("spider_exceptions/count", 0)
        self._run.publish(reason, broken)
        if self._run.published:
            self._run.feed_error = self._feeds.export(self._run.published.manifest)
