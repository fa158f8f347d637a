"""Page -> Outcome: clean, read, normalise and screen pages in a process pool."""

import asyncio
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.base.faults import Fault
from crawler.model import Outcome, Page
from crawler.reading.screen import reject
from crawler.reading.workers.in_process import InProcess
from crawler.reading.workers.pool import DroppedError, WorkerPool
from crawler.run.run import Run
from crawler.run.settings import read_settings
from pipelines.run import run_of

OVERDUE = object()
"""Signal: the crawl is stopping and its drain time is over."""


class Read:
    """First pipeline. Pages leave it in the order in which they came.

    A replay of the crawl's archive then decides on them in the same order, with the same result.
    """

    def __init__(self, run: Run, pool: WorkerPool | InProcess) -> None:
        self._run = run
        self._pool = pool
        self._last = asyncio.Event()
        """Set when the most recently queued page is done."""
        self._last.set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Start WIRE_READERS workers; by default one per CPU."""
        count = read_settings(crawler.settings).readers
        read = cls(run_of(crawler), WorkerPool(count) if count else InProcess())
        crawler.signals.connect(read.drop, OVERDUE)
        return read

    async def process_item(self, item: Page) -> Outcome:
        """Return the outcome of reading a page; of one that cannot be read, its quarantine row.

        Raises DropItem if reading is cancelled; the page then counts as not fetched.
        """
        before, self._last = self._last, asyncio.Event()
        left = self._last
        try:
            outcome = await self._read(item)
            await before.wait()
            return outcome
        finally:
            left.set()

    async def _read(self, item: Page) -> Outcome:
        try:
            return await self._pool.read(item)
        except Fault as fault:
            return reject(item, fault)
        except DroppedError:
            self._run.report.of(item.source).fetch(-1)
            raise DropItem("not read: the crawl is stopping") from None

    def drop(self) -> None:
        """Cancel the reading of all pages in progress."""
        self._pool.drop()

    def close_spider(self) -> None:
        """Stop the worker processes."""
        self._pool.close()
