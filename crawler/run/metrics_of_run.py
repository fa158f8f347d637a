"""Metrics of a run that has ended, written to the file named by WIRE_METRICS."""

import logging
import time
from pathlib import Path

from crawler.base.events import Event, log_event
from crawler.run.metrics import Crawl, Ended, Traffic
from crawler.run.spider_run import SpiderRun

logger = logging.getLogger(__name__)


class Metrics:
    """Metrics of one run, timed from construction. Writes nothing without a file."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._began = time.monotonic()

    def report(self, code: int, run: SpiderRun | None, traffic: Traffic) -> bool:
        """Write the metrics of the finished run; log an error and return False on failure."""
        if not self._file:
            return True
        from crawler.run.metrics_file import write  # loads prometheus_client

        took = time.monotonic() - self._began
        crawl = _crawl(run, traffic) if run else None
        try:
            write(self._file, Ended(code, time.time(), took, crawl))
        except OSError as error:
            reason = f"{self._file}: {error}"
            log_event(logger, logging.ERROR, Event.METRICS_NOT_WRITTEN, reason=reason)
            return False
        return True


def _crawl(run: SpiderRun, traffic: Traffic) -> Crawl:
    done = run.published
    return Crawl(
        run=done.run if done else run.name,
        version=done.version if done else None,
        counts=run.by_source,
        skips={each.source: each.skips for each in run.report},
        listings=run.report.listings,
        missed=run.report.unread,
        alarms={source: len(alarms) for source, alarms in done.alarms.items()} if done else {},
        fresh=done.fresh if done else {},
        traffic=traffic,
    )
