"""The shards of this process, crawled at the same time: their requests, and their ends."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from socket import gethostname
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler

from crawler.base.events import Event, log_event
from crawler.base.exits import Shortfall
from crawler.base.faults import UsageFault
from crawler.cluster.address import ClusterAddress
from crawler.cluster.joining import Joined, published_in
from crawler.cluster.order import order_for
from crawler.cluster.outbox import Outbox
from crawler.cluster.process import SettlerFailedError, SettlerProcess
from crawler.cluster.remote_run import RemoteRun
from crawler.cluster.rounds import Round, RoundState
from crawler.cluster.service import Service, ServiceLostError
from crawler.cluster.tables import Table
from crawler.cluster.watching import Watch
from crawler.cluster.worker import Worker
from crawler.run.settings import read_settings
from pipelines.run import Cluster
from spiders.cluster import JOINED
from spiders.cluster.shard_tasks import Requests, ShardTasks, watched
from spiders.wire import Wire

PAUSE = 0.1
"""Seconds between two looks whether the last requests of a shard are answered."""
AT_ONCE = 4
"""Stories that are delivered at the same time: the service flushes them to its disk together."""
PARTING = 10.0
"""Seconds to wait for the service when leaving: what it does not get, others do again."""

logger = logging.getLogger("crawler.cluster")


class ClusterWorker(Cluster):
    """Scrapy extension with the run of a worker."""

    run: RemoteRun

    def __init__(self, crawler: Crawler, joined: Joined) -> None:
        super().__init__(RemoteRun(joined.round.id, joined.erased))
        self._crawler = crawler
        self._joined = joined
        self._name = f"{gethostname()}-{os.getpid()}"
        self._requests: Requests = asyncio.Queue(1)
        self._shards = ShardTasks(crawler, self.run, joined.plan, self._name, self._requests)
        self._worker: Worker | None = None
        self._settler: SettlerProcess | None = None
        self._service: Service | None = None
        self._others: list[asyncio.Task[Any]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the extension for the round that this process has joined."""
        worker = cls(crawler, crawler.settings[JOINED])
        crawler.signals.connect(worker.close, signals.spider_closed)
        return worker

    async def requests(self, spider: Spider) -> AsyncIterator[Request]:
        """Yield the requests of the shards that this process takes, until the round is over."""
        assert isinstance(spider, Wire)  # noqa: S101  # which has configured this
        if self._joined.published:
            self._end(self._joined.round)
            return
        try:
            self._open(spider)
            while (found := await self._requests.get()) is not None:
                if isinstance(found, BaseException):
                    raise found
                yield found
        except (ServiceLostError, SettlerFailedError, UsageFault) as error:
            self.run.error = str(error)
            log_event(logger, logging.ERROR, Event.CLUSTER, reason=error)
        finally:
            if self._worker:
                self._worker.is_leaving = True
            self._shards.cancel()

    def _open(self, spider: Wire) -> None:
        given, joined = read_settings(self._crawler.settings), self._joined
        address = ClusterAddress.of(given.cluster or "")
        self._service = service = Service(address, joined.dump)
        shards = self._shards
        begin, stop, pause_of = partial(shards.begin, spider), shards.stop, shards.pause_of
        self._worker = worker = Worker(
            *(service, joined.round, joined.shards, self._name, begin, stop, pause_of)
        )
        shards.worker = worker
        self.run.outbox = Outbox(worker.table, worker.lose)
        order = order_for(given, spider.arguments, self._name, joined.round)
        self._settler = SettlerProcess(order)
        settling = Table(service, service.keys.of_round(joined.round.id).settling, self._name)
        watch = Watch(worker, settling, given.metrics)
        work = (
            self._settler.keep(),
            self._work(worker),
            watch.report_all(given.progress),
            *(self.run.outbox.deliver_all() for _ in range(AT_ONCE)),
        )
        self._others = [watched(each, self._requests) for each in work]

    async def _work(self, worker: Worker) -> None:
        self._end(await worker.work())
        await self._requests.put(None)

    async def until_may_send(self, host: str) -> None:
        """Implement Cluster.until_may_send: a process may be suspended while it connects."""
        await self._shards.until_may_send(host)

    # --- the end ---

    def _end(self, round_: Round) -> None:
        self.run.published = published_in(round_)
        if round_.state is RoundState.PUBLISHED:
            self.run.shortfalls[Shortfall.REPORT] = round_.reason
        else:
            self.run.error = round_.reason or f"round {round_.id} was given up"

    async def _leave(self, worker: Worker) -> None:
        await self.run.outbox.until_empty()
        await worker.leave()

    async def close(self) -> None:
        """Give back what this process has; the others go on."""
        if self._worker and not self.run.published:
            with suppress(TimeoutError, ServiceLostError):
                await asyncio.wait_for(self._leave(self._worker), PARTING)
            if self.run.error is None:
                self.run.has_left = True
                self.run.error = f"left round {self.run.name}, which stays open"
        for task in self._others:
            task.cancel()
        if self._settler:
            await self._settler.stop()
        if self._service:
            await self._service.close()
