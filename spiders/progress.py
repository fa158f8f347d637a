"""Progress display: the last line of a terminal, or a periodic log line."""

import logging
import sys
import time
from typing import Any, Self, cast

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.base.events import Event
from crawler.base.skips import SkipReason
from crawler.run.progress import Figures, Pace, format_fitting, format_line
from crawler.run.settings import read_settings
from pipelines.run import spider_run_of
from spiders.jsonlog import is_json
from spiders.wire import Wire

logger = logging.getLogger(__name__)


class Progress:
    """Scrapy extension. WIRE_PROGRESS is the number of seconds between log lines."""

    def __init__(self, crawler: Crawler, seconds: float) -> None:
        self._crawler = crawler
        self._pace = Pace()
        self._began = time.monotonic()
        self._lines = create_looping_call(self._log)
        self._seconds = seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the extension. Raises NotConfigured if WIRE_PROGRESS is 0 or logging is off."""
        seconds = read_settings(crawler.settings).progress
        if not seconds or not crawler.settings.getbool("LOG_ENABLED"):
            raise NotConfigured
        progress = cls(crawler, seconds)
        crawler.signals.connect(progress.begin, signals.spider_opened)
        crawler.signals.connect(progress.end, signals.spider_closed)
        return progress

    def begin(self) -> None:
        """Start the display."""
        is_text = sys.stderr.isatty() and not is_json(self._crawler.settings)
        if not (is_text and self._show_line()):
            self._lines.start(self._seconds, now=False)

    def _show_line(self) -> bool:
        """Show the line of the terminal; return whether it can redraw one."""
        from twisted.internet import reactor  # Scrapy installs it

        from spiders.terminal import LastLine  # loads rich

        line = LastLine(lambda width: format_fitting(self.figures(), width))
        if line.is_possible:
            line.show()
            # The line stays until the reactor stops: the run is published before that.
            cast("Any", reactor).addSystemEventTrigger("after", "shutdown", line.hide)
        return line.is_possible

    def end(self) -> None:
        """Stop logging; the last line of a terminal stays while the run is published."""
        if self._lines.running:
            self._lines.stop()

    def figures(self) -> Figures:
        """Return the current figures."""
        run, now = spider_run_of(self._crawler), time.monotonic()
        counts, searching = run.counts, run.phase == "searching"
        same = run.report.skipped(SkipReason.NOT_MODIFIED)  # they were requested, too
        spider = self._crawler.spider
        search = spider.search if isinstance(spider, Wire) else None
        return Figures(
            phase=run.phase,
            counts=counts,
            elapsed=now - self._began,
            listings=run.report.listings,
            queued=search.waiting if search else 0,
            pace=None if searching else self._pace.of(now, counts.fetched + counts.failed + same),
        )

    def _log(self) -> None:
        logger.info("%s: %s", Event.PROGRESS, format_line(self.figures()))
