"""Page -> Outcome: clean, read, normalise and screen pages in a process pool."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome, Page
from crawler.reading.workers.here import Here
from crawler.reading.workers.pool import DroppedError, Readers
from crawler.run.settings import read_settings
from pipelines.quarantine import TakenBack, quarantine

OVERDUE = object()
"""Signal: the crawl is stopping and its drain time is over."""


class Read:
    """First pipeline. Pages leave it in the order in which they are finished."""

    def __init__(self, readers: Readers | Here) -> None:
        self._readers = readers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Start WIRE_READERS workers; by default one per CPU."""
        count = read_settings(crawler.settings).readers
        read = cls(Readers(count) if count else Here())
        crawler.signals.connect(read.drop, OVERDUE)
        return read

    async def process_item(self, item: Page) -> Outcome:
        """Return the outcome of reading a page.

        Raises Quarantined if the page cannot be read, TakenBack if reading was cancelled.
        """
        with quarantine():
            try:
                return await self._readers.read(item)
            except DroppedError:
                raise TakenBack from None

    def drop(self) -> None:
        """Cancel the reading of all pages in progress; they count as not fetched."""
        self._readers.drop()

    def close_spider(self) -> None:
        """Stop the worker processes."""
        self._readers.close()
