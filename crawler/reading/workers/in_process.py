"""Read pages without a pool, for debuggers and benchmarks."""

from collections.abc import Sequence

from crawler.base.on_demand import release_unused
from crawler.model import Outcome, Page
from crawler.reading.page import read_page
from crawler.reading.workers.encoding import prepared


class InProcess:
    """Reads pages in the crawl's own process, blocking it."""

    async def read_all(self, pages: Sequence[Page]) -> list[Outcome | Exception]:
        """Read pages; return for each its outcome, or the exception of
        `crawler.reading.page.read_page`."""
        return [*map(read_in_process, pages)]

    def drop(self) -> None:
        """Do nothing: reading blocks, so no page can be in progress."""

    def close(self) -> None:
        """Do nothing."""


def read_in_process(page: Page) -> Outcome | Exception:
    """Return the outcome of a page, or the exception of `crawler.reading.page.read_page`."""
    try:
        return prepared(read_page(page))
    except Exception as error:  # the caller decides what it means
        return error
    finally:
        release_unused()
