"""The run of a crawl as a Scrapy extension, which spider and pipelines share."""

import logging
from collections.abc import AsyncIterator
from socket import gethostname
from typing import Generic, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.base.events import Event, log_event
from crawler.base.interrupts import interruptible
from crawler.dump.manifest import Invocation
from crawler.publishing.session import Session
from crawler.run.dry_run import DryRun
from crawler.run.run import Run
from crawler.run.settings import read_settings
from crawler.run.spider_run import SpiderRun

logger = logging.getLogger(__name__)


R = TypeVar("R", bound=SpiderRun)


class RunExtension(Generic[R]):
    """The extension that has the run of a crawl."""

    def __init__(self, run: R) -> None:
        self.run = run


class Cluster(RunExtension[SpiderRun]):
    """The extension of a process that shares its crawl with others (WIRE_CLUSTER)."""

    def requests(self, spider: Spider) -> AsyncIterator[Request]:
        """Yield the requests of the shards that this process takes, until the round is over."""
        raise NotImplementedError

    async def until_may_send(self, host: str) -> None:
        """Wait until a request may be sent to a host. Raises an exception if another process has
        taken its shard."""
        raise NotImplementedError


class CrawlRun(RunExtension[Run]):
    """Opens the dump before anything is fetched."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the dump and recover what earlier runs left.

        Raises UsageFault if it cannot be opened, StoppedError if a signal interrupts this.
        """
        settings = read_settings(crawler.settings)
        dry_run: DryRun | None = getattr(crawler.spider, "dry_run", None)
        with interruptible():  # a hanging store must not delay a signal
            session = Session.open(
                dry_run.sink if dry_run else settings.dump,
                dry_run.state if dry_run else settings.state,
                compression=settings.compression,
                warc="zstd" if settings.raw == "zstd" else "gzip",
                invocation=Invocation(gethostname(), getattr(crawler.spider, "arguments", None)),
            )
        for line in session.recovered.report:
            log_event(logger, logging.WARNING, Event.RECOVERED, reason=line)
        return cls(Run(session))


def run_of(crawler: Crawler) -> Run:
    """Return the run of a crawl. Raises NotConfigured, which turns pipelines off, without one."""
    extension = crawler.get_extension(CrawlRun)
    if extension is None:
        raise NotConfigured  # no message: `scrapy shell` would log it for each pipeline
    return extension.run


def spider_run_of(crawler: Crawler) -> SpiderRun:
    """Return the run of a crawl as the spider sees it. Raises NotConfigured, as `run_of` does."""
    extension = crawler.get_extension(RunExtension)
    if extension is None:
        raise NotConfigured
    run: SpiderRun = extension.run
    return run
