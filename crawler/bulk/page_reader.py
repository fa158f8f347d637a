"""Pages read one batch after the other, each in a process apart, as the workers of a crawl do."""

import asyncio
import threading
from collections.abc import Sequence

from crawler.model import Outcome, Page
from crawler.reading.workers.pool import WorkerPool


class PageReader:
    """One process that reads pages. A page that crashes it or takes too long is quarantined."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._pool = WorkerPool(1)

    def read_all(self, pages: Sequence[Page]) -> list[Outcome | Exception]:
        """Return for each page its outcome, or why it cannot be read."""
        return self._runner.run(self._pool.read_all(pages))

    def close(self) -> None:
        """Stop the process."""
        self._pool.close()
        self._runner.close()


_own = threading.local()


def page_reader() -> PageReader:
    """Return the reader of this thread. Its process ends with this one."""
    if not hasattr(_own, "reader"):
        _own.reader = PageReader()
    reader: PageReader = _own.reader
    return reader
