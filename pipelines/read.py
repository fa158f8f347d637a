"""Page -> Outcome: clean, read, normalise and screen pages in a process pool."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome, Page
from crawler.reading.workers.in_process import InProcess
from crawler.reading.workers.pool import DroppedError, WorkerPool
from crawler.run.settings import read_settings
from pipelines.quarantine import TakenBack, quarantine

OVERDUE = object()
"""Signal: the crawl is stopping and its drain time is over."""


class Read:
    """First pipeline. Pages leave it in the order in which they are finished."""

    def __init__(self, pool: WorkerPool | InProcess) -> None:
        self._pool = pool

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Start WIRE_READERS workers; by default one per CPU."""
        count = read_settings(crawler.settings).readers
        read = cls(WorkerPool(count) if count else InProcess())
        crawler.signals.connect(read.drop, OVERDUE)
        return read

    async def process_item(self, item: Page) -> Outcome:
        """Return the outcome of reading a page.

        Raises Quarantined if the page cannot be read, TakenBack if reading was cancelled.
        """
        with quarantine():
            try:
                return await self._pool.read(item)
            except DroppedError:
                raise TakenBack from None

    def drop(self) -> None:
        """Cancel the reading of all pages in progress; they count as not fetched."""
        self._pool.drop()

    def close_spider(self) -> None:
        """Stop the worker processes."""
        self._pool.close()
