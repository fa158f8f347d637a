"""Outcome -> settler: send each page to the process that writes the dump (WIRE_CLUSTER)."""

from typing import NoReturn, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from twisted.python.failure import Failure

from crawler.base.exits import Shortfall
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.cluster.remote_run import RemoteRun
from crawler.model import Batch, Outcome, Page
from crawler.outcomes.values import ReadPage
from crawler.reading.screen import reject
from pipelines.feeds import Feeds
from pipelines.run import spider_run_of
from pipelines.store import Stored


class Deliver:
    """Last pipeline of a worker, in place of `pipelines.store.Store`."""

    def __init__(self, run: RemoteRun, feeds: Feeds) -> None:
        self._run = run
        self._feeds = feeds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals for pipeline errors and the end of the crawl. Raises NotConfigured
        without a cluster."""
        run = spider_run_of(crawler)
        if not isinstance(run, RemoteRun):
            raise NotConfigured
        deliver = cls(run, Feeds(crawler))
        crawler.signals.connect(deliver.reject, signals.item_error)
        crawler.signals.connect(deliver.close, signals.spider_closed)
        deliver._feeds.close_last()
        return deliver

    async def process_item(self, item: list[Outcome]) -> NoReturn:
        """Send pages; wait while the settler is behind. Always raises Stored."""
        for outcome in item:
            await self._run.deliver(ReadPage(outcome))
        raise Stored

    def reject(self, item: Page | Batch, failure: Failure) -> None:
        """Send pages on which a pipeline raised an exception, to be counted as bugs."""
        fault = Fault(FaultKind.BUG, f"{type(failure.value).__name__}: {failure.value}")
        for page in item.pages if isinstance(item, Batch) else (item,):
            self._run.reject(ReadPage(reject(page, fault)))

    def close(self) -> None:
        """Export the records of the round to the feeds."""
        if self._run.published:
            error = self._feeds.export(self._run.published.manifest)
            self._run.shortfalls[Shortfall.FEED] = error
