"""Read pages without a pool, for debuggers and benchmarks."""

from crawler.model import Outcome, Page
from crawler.reading.page import read_page


class InProcess:
    """Reads pages in the crawl's own process, blocking it."""

    async def read(self, page: Page) -> Outcome:
        """Read a page. Raises the exceptions of `crawler.reading.page.read_page`."""
        return read_page(page)

    def drop(self) -> None:
        """Do nothing: reading blocks, so no page can be in progress."""

    def close(self) -> None:
        """Do nothing."""
