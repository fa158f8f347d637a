"""Page -> Outcome: clean, read, normalise and screen pages in a process pool."""

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.base.events import log_bug
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.heap import OFTEN, give_back
from crawler.model import Batch, Outcome, Page
from crawler.reading.screen import reject
from crawler.reading.workers.lending import DroppedError
from crawler.reading.workers.pool import BrokeError, WorkerPool
from crawler.reading.workers.spawning import take_ahead
from crawler.run.settings import read_settings
from crawler.run.spider_run import SpiderRun
from pipelines.run import spider_run_of

if TYPE_CHECKING:
    from crawler.reading.workers.in_process import InProcess

logger = logging.getLogger(__name__)

OVERDUE = object()
"""Signal: the crawl is stopping and its drain time is over."""


class Read:
    """First pipeline. Pages leave it in the order in which they came.

    A replay of the crawl's archive then decides on them in the same order, with the same result.
    """

    def __init__(self, run: SpiderRun, pool: "WorkerPool | InProcess") -> None:
        self._run = run
        self.pool = pool
        """The readers, which read listings as well."""
        self._last = asyncio.Event()
        """Set when the most recently queued pages are done."""
        self._last.set()
        self._pages = 0
        """Pages read since memory was given back."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read in WIRE_READERS workers; by default one per CPU."""
        count = read_settings(crawler.settings).readers
        pool = WorkerPool(count, ahead=take_ahead()) if count else _in_process()
        read = cls(spider_run_of(crawler), pool)
        crawler.signals.connect(read.drop, OVERDUE)
        return read

    async def process_item(self, item: Page | Batch) -> list[Outcome]:
        """Return the outcome of each page; of one that cannot be read, its quarantine row.

        A page of which the reading is cancelled counts as not fetched. Raises DropItem if none is
        left.
        """
        pages = item.pages if isinstance(item, Batch) else (item,)
        before, self._last = self._last, asyncio.Event()
        left = self._last
        try:
            results = zip(pages, await self.pool.read_all(pages), strict=True)
            outcomes = [found for each in results if (found := self._outcome(*each)) is not None]
            await before.wait()
        finally:
            left.set()
        self._pages += len(pages)
        if self._pages >= OFTEN:
            self._pages = 0
            give_back()
        if not outcomes:
            raise DropItem("not read: the crawl is stopping")
        return outcomes

    def _outcome(self, page: Page, result: Outcome | Exception) -> Outcome | None:
        match result:
            case Outcome():
                return result
            case Fault():
                return reject(page, result)
            case DroppedError():
                self._run.report.of(page.source).fetch(-1)
                return None
        cause = str(result) if isinstance(result, BrokeError) else None
        cause = log_bug(logger, page.source, page.url, result, cause)
        return reject(page, Fault(FaultKind.BUG, cause))

    def drop(self) -> None:
        """Cancel the reading of all pages in progress."""
        self.pool.drop()

    def close_spider(self) -> None:
        """Stop the worker processes."""
        self.pool.close()


def _in_process() -> "InProcess":
    from crawler.reading.workers.in_process import InProcess  # loads the reading, half a second

    return InProcess()
