"""Metrics of a crawl, written to the file named by WIRE_METRICS."""

import logging
import time
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from crawler.base.events import Event, log_event
from crawler.run.metrics import Crawl, Ended, Traffic
from crawler.run.run import Run

logger = logging.getLogger(__name__)

STATUS = "downloader/response_status_count/"
"""Prefix of Scrapy's stats keys that end in an HTTP status."""


class Metrics:
    """Metrics of one run, timed from construction. Writes nothing without a file."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._began = time.monotonic()

    def report(self, code: int, crawler: Crawler, run: Run | None) -> bool:
        """Write the metrics of the finished run; log an error and return False on failure."""
        if not self._file:
            return True
        from crawler.run.metrics_file import write  # loads prometheus_client

        took = time.monotonic() - self._began
        crawl = _crawl(run, crawler.stats) if run else None
        try:
            write(self._file, Ended(code, time.time(), took, crawl))
        except OSError as error:
            reason = f"{self._file}: {error}"
            log_event(logger, logging.ERROR, Event.METRICS_NOT_WRITTEN, reason=reason)
            return False
        return True


def _crawl(run: Run, stats: StatsCollector) -> Crawl:
    done = run.published
    return Crawl(
        run=done.run if done else run.session.run,
        version=done.version if done else None,
        counts=run.by_source,
        skips={each.source: each.skips for each in run.report},
        listings=run.report.listings,
        missed=run.report.unread,
        alarms={source: len(alarms) for source, alarms in done.alarms.items()} if done else {},
        fresh=done.fresh if done else {},
        traffic=_traffic(stats.get_stats()),
    )


def _traffic(stats: dict[str, int]) -> Traffic:
    return Traffic(
        bytes=stats.get("downloader/response_bytes", 0),
        retries=stats.get("retry/count", 0),
        statuses={
            name.removeprefix(STATUS): number
            for name, number in stats.items()
            if name.startswith(STATUS)
        },
    )
