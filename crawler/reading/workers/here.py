"""Reading without a pool: for a debugger, and to tell what the pool is worth."""

from crawler.model import Outcome, Page
from crawler.reading.page import read_page


class Here:
    """Reads in the crawl's own process, which waits for it."""

    async def read(self, page: Page) -> Outcome:
        """Raises what `crawler.reading.page.read_page` raises."""
        return read_page(page)

    def drop(self) -> None:
        """A page that is being read holds up whoever would call this."""

    def close(self) -> None:
        """There is nothing to let go."""
