"""The spider of `scrapy crawl replay`: archived pages pass through the same pipelines as fetched
ones.

Scrapy loads all spiders whenever one starts, so what only this one needs is imported when it does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.base.events import Event, log_event
from crawler.base.exits import Exit, Shortfall, exit_after
from crawler.base.urls import without_user
from crawler.model import Batch
from crawler.run.dry_run import DryRun
from crawler.run.run import Run
from crawler.run.settings import read_settings
from crawler.run.spider_run import SpiderRun
from crawler.sinks import SinkError
from pipelines.run import run_of
from spiders.jsonlog import is_json

if TYPE_CHECKING:
    from crawler.run.replay_arguments import ReplayOrder

logger = logging.getLogger(__name__)

PAUSE = 0.2
"""Seconds between checks whether a replay that is being stopped can end."""
AHEAD = 2
"""Batches in the pipelines for each process that reads them."""


class ReplaySpider(Spider):
    """Yields pages; requests nothing."""

    name = "replay"
    custom_settings = {  # noqa: RUF012  # Scrapy's form
        "EXTENSIONS": {
            "pipelines.run.CrawlRun": 0,
            "spiders.progress.Progress": 1,
        },
        "DOWNLOADER_MIDDLEWARES": {},
    }

    def __init__(self, order: "ReplayOrder", readers: int) -> None:
        super().__init__()
        self.order = order
        self._most = AHEAD * max(1, readers)
        self._open = 0
        """Batches in the pipelines."""
        self._room = asyncio.Event()
        self.dry_run: DryRun | None = None
        """Where a dry run publishes."""
        self.arguments: dict[str, str] = {}
        """Arguments as given, for the manifest."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Create the spider. Raises UsageFault for invalid arguments."""
        from crawler.run.replay_arguments import read_order

        given = read_settings(crawler.settings)
        spider = cls(read_order(arguments, given.sources), given.readers)
        if not spider.order.publishes:
            spider.dry_run = DryRun(given.dump, given.state)
        spider.arguments = {name: without_user(str(value)) for name, value in arguments.items()}
        spider._set_crawler(crawler)
        for signal in (signals.item_dropped, signals.item_error, signals.item_scraped):
            crawler.signals.connect(spider.make_room, signal)
        return spider

    @property
    def run(self) -> Run:
        """The run that counts the pages."""
        return run_of(self.crawler)

    async def start(self) -> AsyncIterator[Batch]:
        """Yield the archived pages, no more at a time than the pipelines take."""
        from crawler.run.replay import Replay, in_batches

        self.run.phase = "fetching"
        self._ending = asyncio.create_task(self._end_when_idle())
        try:
            for batch in in_batches(Replay(self.order, self.run).pages()):
                try:
                    await self._wait_for_fewer(self._most)
                except asyncio.CancelledError:  # stopped: they count as not fetched
                    for page in batch.pages:
                        self.run.report.of(page.source).fetch(-1)
                    raise
                self._open += 1
                yield batch
            await self._wait_for_fewer(1)  # else Scrapy ends within 5 s of the last, not at once
        except SinkError as error:
            self.run.error = str(error)
            log_event(logger, logging.ERROR, Event.ARCHIVE_NOT_READ, reason=error)

    async def _wait_for_fewer(self, most: int) -> None:
        """Wait until fewer batches than `most` are in the pipelines."""
        while self._open >= most:
            self._room.clear()
            await self._room.wait()

    def make_room(self) -> None:
        """Note that a batch has left the pipelines."""
        self._open -= 1
        self._room.set()

    async def _end_when_idle(self) -> None:
        """Let a replay that is being stopped end with its last item.

        Scrapy looks whether it can end when a response is done, and not when an item of `start`
        is.
        """
        while (engine := self.crawler.engine) and (slot := engine.scraper.slot):
            if slot.closing and not slot.closing.called and slot.is_idle():
                engine.scraper._check_if_closing()
                return
            await asyncio.sleep(PAUSE)


def conclude_dry_run(spider: object, run: SpiderRun | None, code: Exit) -> Exit:
    """Report what a dry run would have changed, and delete it; return the exit code.

    The code of the run itself takes precedence over that of the threshold.
    """
    if not isinstance(spider, ReplaySpider) or spider.dry_run is None:
        return code
    from crawler.run.difference import difference

    try:
        if run is None or run.published is None:
            return code
        found = difference(spider.dry_run.sink, run.published.run, run.report)
        spider.order.report.write_bytes(found.encode())
    except (SinkError, OSError) as error:
        log_event(logger, logging.ERROR, Event.DIFFERENCE_NOT_WRITTEN, reason=error)
        return exit_after(code, Shortfall.DIFFERENCE)
    finally:
        spider.dry_run.close()
    if not is_json(spider.crawler.settings):
        print(*found.lines(), sep="\n")
    log_event(logger, logging.INFO, Event.TRIAL_ENDED, reason=next(found.lines()))
    is_over = spider.order.most is not None and found.share > spider.order.most
    return exit_after(code, Shortfall.MOST if is_over else None)
