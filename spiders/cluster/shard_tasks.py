"""The shards of this process as tasks: their requests, and their ends."""

import asyncio
from collections.abc import Awaitable
from functools import partial

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.cluster.entries import ShardEnd
from crawler.cluster.lease_table import pause_of
from crawler.cluster.members import name_of
from crawler.cluster.remote_run import RemoteRun
from crawler.cluster.shard_crawl import ShardCrawl
from crawler.cluster.shards import Shard
from crawler.cluster.worker import Worker
from crawler.run.crawl_plan import CrawlPlan
from spiders.answers import LEASE, LeaseLostError
from spiders.cluster.downloader import Leased
from spiders.middlewares.robots import Robots
from spiders.middlewares.tdmrep import TDMRep
from spiders.wire import Wire

PAUSE = 0.1
"""Seconds between two looks whether the last requests of a shard are answered."""

Requests = asyncio.Queue[Request | BaseException | None]
"""Requests to be made, an error that ends the crawl, or None at its end."""


class ShardTasks:
    """Crawls shards, each in a task."""

    worker: Worker
    """Set before the first shard."""

    def __init__(
        self, crawler: Crawler, run: RemoteRun, plan: CrawlPlan, name: str, requests: Requests
    ) -> None:
        self._crawler = crawler
        self._run = run
        self._plan = plan
        self._name = name
        self._requests = requests
        self._tasks: dict[int, asyncio.Task[None]] = {}
        """By the token of the lease."""
        self._broken = 0

    def begin(self, spider: Wire, crawl: ShardCrawl) -> None:
        """Start to crawl a shard."""
        token = crawl.lease.token
        task = self._tasks[token] = watched(self._crawl(spider, crawl), self._requests)
        task.add_done_callback(lambda _: self._tasks.pop(token))

    def stop(self, crawl: ShardCrawl) -> None:
        """Stop to crawl a shard that is lost."""
        if task := self._tasks.get(crawl.lease.token):
            task.cancel()
        self._downloader.drop_hosts(crawl.shard.hosts)

    def cancel(self) -> None:
        """Stop to crawl all shards; requests in flight go on."""
        for task in self._tasks.values():
            task.cancel()

    def pause_of(self, shard: Shard) -> int:
        """Return what the hosts of a shard want between two requests now, in milliseconds."""
        return pause_of(max(shard.delay, self._downloader.pause_of(shard.hosts)))

    async def until_may_send(self, host: str) -> None:
        """Wait until the lease of a host is held; raise LeaseLostError if it is lost."""
        crawl = self._downloader.crawls.get(host)
        while crawl is not None and not crawl.may_send():
            if crawl.is_lost:
                raise LeaseLostError(crawl.shard.id)
            await asyncio.sleep(PAUSE)

    async def _crawl(self, spider: Wire, crawl: ShardCrawl) -> None:
        worker, shard = self.worker, crawl.shard
        await self._until_forgotten(shard)
        self._downloader.crawls |= dict.fromkeys(shard.hosts, crawl)
        self._run.start(crawl)
        plan = self._plan.of(shard.sources)
        ahead = partial(self._run.ahead, crawl, visits=worker.visits)
        async for request in spider.crawl(plan, ahead):
            request.meta[LEASE] = crawl.lease.token
            await self._requests.put(request)
        await crawl.until_paid()
        figures = {each: crawl.figures(self._run.report.of(each)) for each in shard.sources}
        traffic = self._run.report.hosts.traffic().items()
        hosts = {name: each for name, each in traffic if name_of(name) in shard.hosts}
        end = ShardEnd(shard.id, self._name, figures, self._new_broken(), hosts)
        await worker.finish(crawl, end)

    async def _until_forgotten(self, shard: Shard) -> None:
        """Wait until nothing is left of an earlier attempt of this process, which was lost."""
        before = next(iter({self._downloader.crawls.get(host) for host in shard.hosts}))
        if before is None:
            return
        while before.owed or self._downloader.is_busy(shard.hosts):
            await asyncio.sleep(PAUSE)
        if robots := self._crawler.get_downloader_middleware(Robots):
            robots.forget(shard.hosts)
        if tdmrep := self._crawler.get_downloader_middleware(TDMRep):
            tdmrep.forget(shard.hosts)

    def _new_broken(self) -> int:
        assert self._crawler.stats is not None  # noqa: S101  # it exists while anything is crawled
        broken = int(self._crawler.stats.get_value("spider_exceptions/count", 0))
        new, self._broken = broken - self._broken, broken
        return new

    @property
    def _downloader(self) -> Leased:
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101  # it exists while anything is fetched
        assert isinstance(engine.downloader, Leased)  # noqa: S101  # as `configure` says
        return engine.downloader


def watched(work: Awaitable[None], requests: Requests) -> "asyncio.Task[None]":
    """Return a task whose exceptions are raised where requests are taken: none passes unseen."""

    async def watch() -> None:
        try:
            await work
        except Exception as error:
            await requests.put(error)

    return asyncio.create_task(watch())
