"""Page -> Outcome: cleaned, read, normalised and screened, in a pool of processes."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome, Page
from crawler.reading.workers.here import Here
from crawler.reading.workers.pool import DroppedError, Readers
from crawler.run.settings import read_settings
from pipelines.quarantine import TakenBack, quarantine

OVERDUE = object()
"""A signal: the crawl was told to stop, and has had its time."""


class Read:
    """First of the pipelines. Pages leave it as they are read, not in the order they came."""

    def __init__(self, readers: Readers | Here) -> None:
        self._readers = readers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """A process for each processor, or as many as WIRE_READERS says."""
        count = read_settings(crawler.settings).readers
        read = cls(Readers(count) if count else Here())
        crawler.signals.connect(read.drop, OVERDUE)
        return read

    async def process_item(self, item: Page) -> Outcome:
        """Raises Quarantined for a page that cannot be read, TakenBack for one that may not be read
        to its end."""
        with quarantine():
            try:
                return await self._readers.read(item)
            except DroppedError:
                raise TakenBack from None

    def drop(self) -> None:
        """The crawl must end: pages that are being read are taken back, as if never fetched."""
        self._readers.drop()

    def close_spider(self) -> None:
        """No page is left: let the processes go."""
        self._readers.close()
