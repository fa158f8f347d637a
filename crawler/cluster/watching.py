"""The state of a round, reported by every worker from time to time."""

import asyncio
import logging
from pathlib import Path

from crawler.base.events import Event, log_event
from crawler.cluster.joining import SETTLER
from crawler.cluster.tables import Table
from crawler.cluster.worker import Worker

logger = logging.getLogger("crawler.cluster")


class Watch:
    """Logs the state, and writes its metrics."""

    def __init__(self, worker: Worker, settling: Table, metrics: Path | None) -> None:
        """`settling` is the table of the settler's lease, `metrics` a WIRE_METRICS."""
        self._worker = worker
        self._settling = settling
        self._metrics = metrics

    async def report_all(self, seconds: float) -> None:
        """Report every so many seconds, until cancelled; never if that is 0."""
        while seconds:
            await asyncio.sleep(seconds)
            await self._report()

    async def _report(self) -> None:
        if (status := self._worker.status) is None:
            return
        settler = (await self._settling.holders()).get(SETTLER)
        reason = f"{status}; settled by {settler or 'nobody yet'}"
        log_event(logger, logging.INFO, Event.CLUSTER, reason=reason)
        if self._metrics:
            from crawler.cluster.metrics import file_for, write  # loads prometheus_client

            file, held = file_for(self._metrics), len(self._worker.crawls)
            try:
                await asyncio.to_thread(write, file, status, held, settler)
            except OSError as error:
                log_event(logger, logging.ERROR, Event.METRICS_NOT_WRITTEN, reason=error)
