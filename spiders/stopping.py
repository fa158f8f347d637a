"""Graceful shutdown: on a signal, end the crawl within a time limit and publish what was read."""

import asyncio
import logging
import signal

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.base.interrupts import SIGNALS
from pipelines.read import OVERDUE
from spiders.downloader import Draining

PAUSE = 0.2
"""Seconds between checks for requests that are still waiting."""

logger = logging.getLogger(__name__)


class Stopping:
    """Stops the crawl at the first signal, the process at the second."""

    def __init__(
        self,
        process: AsyncCrawlerProcess,
        crawler: Crawler,
        crawl: "asyncio.Task[None]",
        drain: float,
    ) -> None:
        """`drain` is the time limit for in-flight requests, in seconds."""
        self._process = process
        self._crawler = crawler
        self._crawl = crawl
        self._drain = drain
        self._stop: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Install the signal handlers, except for signals that are ignored (nohup)."""
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                self._crawl.get_loop().add_signal_handler(number, self._hear, number)

    def _hear(self, number: signal.Signals) -> None:
        if self._stop is None:
            line = "%s received: shutting down, waiting up to %g s for in-flight requests"
            logger.info(line, number.name, self._drain)
            self._stop = self._crawl.get_loop().create_task(self._end())
            return
        from twisted.internet import reactor  # the reactor installed by Scrapy

        logger.warning(
            "%s received again: stopping now; the next run publishes the sealed parts", number.name
        )
        reactor.stop()  # type: ignore[misc]

    async def _end(self) -> None:
        while not (engine := self._crawler.engine) or not engine.running:
            if self._crawl.done():
                return  # the crawl failed before the engine started
            await asyncio.sleep(PAUSE)  # the engine can only be stopped once it runs
        loop, downloader = asyncio.get_running_loop(), engine.downloader
        assert isinstance(downloader, Draining)  # noqa: S101  # as settings.py says
        ending, late = loop.create_task(self._process.stop()), loop.time() + self._drain
        while not (await asyncio.wait([ending], timeout=PAUSE))[0]:
            if loop.time() < late:
                downloader.drop_waiting()
            else:
                downloader.drop_all()
                self._crawler.signals.send_catch_log(OVERDUE)
