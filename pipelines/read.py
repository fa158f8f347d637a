"""Page -> Outcome: cleaned, read, normalised and screened, in a pool of processes."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome, Page
from crawler.readers.here import Here
from crawler.readers.pool import Readers
from crawler.settings import read_settings
from pipelines.quarantine import quarantine


class Read:
    """First of the pipelines. Pages leave it as they are read, not in the order they came."""

    def __init__(self, readers: Readers | Here) -> None:
        self._readers = readers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """A process for each processor, or as many as WIRE_READERS says."""
        count = read_settings(crawler.settings).readers
        return cls(Readers(count) if count else Here())

    async def process_item(self, item: Page) -> Outcome:
        """Raises Quarantined for a page that cannot be read."""
        with quarantine():
            return await self._readers.read(item)

    def close_spider(self) -> None:
        """No page is left: let the processes go."""
        self._readers.close()
