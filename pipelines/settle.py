"""Outcome -> Outcomes: buffer pages until a source's repeated boilerplate is known, remove it."""

from collections.abc import Iterator
from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome
from pipelines.run import Run, run_of


class Settle:
    """Second pipeline. From here on, pages travel in batches; most batches are empty."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the pipeline for the crawl's run."""
        return cls(run_of(crawler))

    async def process_item(self, item: Outcome) -> Iterator[Outcome]:
        """Buffer a page; return the pages that are released by it, to be processed one by one."""
        while self._run.session.is_crowded:
            self._run.room.clear()
            await self._run.room.wait()
        return self._run.session.settle(item)
