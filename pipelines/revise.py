"""Outcomes -> Outcomes: drop unchanged and duplicate stories, number the revisions."""

from collections.abc import Iterable, Iterator
from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome
from pipelines.run import Run, run_of


class Revise:
    """Third pipeline."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the pipeline for the crawl's run."""
        return cls(run_of(crawler))

    def process_item(self, item: Iterable[Outcome]) -> Iterator[Outcome]:
        """Return the outcomes with their verdicts, decided lazily."""
        return self._run.revise(item)
