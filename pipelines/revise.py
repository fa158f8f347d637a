"""Outcomes -> Outcomes: only what the dump does not hold yet, as the revision it is."""

from collections.abc import Iterable, Iterator
from typing import Self

from scrapy.crawler import Crawler

from crawler.model import Outcome
from pipelines.run import Run, run_of


class Revise:
    """Third of the pipelines."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The run's session decides."""
        return cls(run_of(crawler))

    def process_item(self, item: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes with their verdicts, each decided when it is asked for."""
        return self._run.revise(item)
