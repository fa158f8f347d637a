"""Outcomes -> dump: write rows to parts during the crawl; publish one version at the end."""

import asyncio
from collections.abc import Iterable
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.model import Outcome, Page
from crawler.reading.workers.pool import BrokeError
from pipelines.items import Items, Kept
from pipelines.quarantine import Quarantined, TakenBack
from pipelines.run import Run, run_of


class Publish:
    """Last pipeline. Also records the pages that other pipelines dropped or failed on."""

    def __init__(self, run: Run, items: Items) -> None:
        self._run = run
        self._items = items

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals for dropped pages, pipeline errors and the end of the crawl."""
        publish = cls(run_of(crawler), Items(crawler))
        crawler.signals.connect(publish.take_dropped, signals.item_dropped)
        crawler.signals.connect(publish.take_broken, signals.item_error)
        # Not close_spider(): only the signal has the reason, and nothing else may close between
        # the upload and the ledger entry for it.
        crawler.signals.connect(publish.close, signals.spider_closed)
        publish._items.wait_for()
        return publish

    async def process_item(self, item: Iterable[Outcome]) -> None:
        """Add the rows of each page to the run, yielding to the event loop between pages.

        Always raises Kept: pages are not Scrapy items.
        """
        try:
            for outcome in item:
                self._run.take(outcome)
                await asyncio.sleep(0)
        finally:
            self._run.room.set()
        raise Kept

    def take_dropped(self, item: Page, exception: Quarantined | TakenBack | Kept) -> None:
        """Quarantine a dropped page. One that crashed its workers also counts as a bug."""
        if isinstance(exception, Kept):
            return
        if isinstance(exception, TakenBack):
            self._run.take_back(item)
            return
        self._run.quarantine(item, exception.fault)
        self._run.accounts.bugs += exception.fault.kind == FaultKind.READER

    def take_broken(self, item: Page, failure: Failure) -> None:
        """Quarantine a page on which a pipeline raised an exception, and count it as a bug."""
        error = failure.value
        cause = str(error) if isinstance(error, BrokeError) else f"{type(error).__name__}: {error}"
        self._run.breaks(item, Fault(FaultKind.BUG, cause))

    def close(self, reason: str) -> None:
        """Publish the run, whatever ended the crawl, and export its records to the feeds."""
        self._run.publish(reason)
        if self._run.published:
            self._run.unfed = self._items.hand_over(self._run.published.manifest)
