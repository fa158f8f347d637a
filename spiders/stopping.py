"""What a crawl does with a signal: it ends, within a bound, and publishes what it has read."""

import asyncio
import logging
import signal

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.base.interrupts import SIGNALS
from pipelines.read import OVERDUE
from spiders.downloader import Draining

PAUSE = 0.2
"""Seconds between two looks at what still waits: some only now come to wait."""

logger = logging.getLogger(__name__)


class Stopping:
    """Ends the crawl at the first signal, the process at the second."""

    def __init__(
        self,
        process: AsyncCrawlerProcess,
        crawler: Crawler,
        crawl: "asyncio.Task[None]",
        drain: float,
    ) -> None:
        """`drain` is how many seconds requests under way get."""
        self._process = process
        self._crawler = crawler
        self._crawl = crawl
        self._drain = drain
        self._stop: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Hear signals from now on; not those that whoever started us wants ignored (nohup)."""
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                self._crawl.get_loop().add_signal_handler(number, self._hear, number)

    def _hear(self, number: signal.Signals) -> None:
        if self._stop is None:
            told = (number.name, self._drain)
            logger.info("%s: the crawl ends; requests under way get %g s", *told)
            self._stop = self._crawl.get_loop().create_task(self._end())
            return
        from twisted.internet import reactor  # the one that is installed by now

        logger.warning(
            "%s again: ended at once; the next run publishes what is sealed", number.name
        )
        reactor.stop()  # type: ignore[misc]

    async def _end(self) -> None:
        while not (engine := self._crawler.engine) or not engine.running:
            if self._crawl.done():
                return  # it did not come to that
            await asyncio.sleep(PAUSE)  # it is being opened, and can only then be closed
        loop, downloader = asyncio.get_running_loop(), engine.downloader
        assert isinstance(downloader, Draining)  # noqa: S101  # as settings.py says
        ending, late = loop.create_task(self._process.stop()), loop.time() + self._drain
        while not (await asyncio.wait([ending], timeout=PAUSE))[0]:
            if loop.time() < late:
                downloader.drop_waiting()
            else:
                downloader.drop_all()
                self._crawler.signals.send_catch_log(OVERDUE)
