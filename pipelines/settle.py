"""Outcome -> Outcomes: pages wait until it is known what recurs on them, and go on without it."""

from collections.abc import Iterator
from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome
from pipelines.run import Run, run_of


class Settle:
    """Second of the pipelines. From here on, pages go in batches; mostly a batch is empty."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The run's session lets them wait."""
        return cls(run_of(crawler))

    async def process_item(self, item: Outcome) -> Iterator[Outcome]:
        """The pages that are settled by now, each to be taken to its end before the next."""
        while self._run.session.is_crowded:
            self._run.room.clear()
            await self._run.room.wait()
        return self._run.session.settle(item)
