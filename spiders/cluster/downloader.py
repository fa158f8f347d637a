"""The downloader of a worker: sends a request only while the lease of its host's shard is held."""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from time import monotonic

from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.cluster.holding import clock
from crawler.cluster.shard_crawl import ShardCrawl
from crawler.run.settings import read_settings
from spiders.answers import LEASE, LeaseLostError
from spiders.downloader import Draining

PAUSE = 0.05
"""Seconds between two looks at a lease that has run out."""
OWED = 16
"""Pages of a shard, for each process that reads, that may wait to be read and delivered: if this
process is killed, others fetch them again."""


class Leased(Draining):
    """The DOWNLOADER setting of a worker. Checks where a request leaves its host's queue."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawls: dict[str, ShardCrawl] = {}
        """The shard that each host belongs to, of all hosts ever crawled here."""
        self._most_owed = OWED * max(1, read_settings(crawler.settings).readers)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sent: dict[str, float] = {}
        """When the last request was sent, by host."""

    async def _download(self, slot: Slot, request: Request) -> Response:
        host = urlparse_cached(request).hostname or ""
        if (crawl := self.crawls.get(host)) is not None:
            if not self._may_send(crawl, request) or self._turns[host].locked():
                try:
                    await self._wait(crawl, request, slot, host)
                except LeaseLostError:
                    self._process_queue(slot)
                    raise
            self._sent[host] = clock()
        return await super()._download(slot, request)

    def _may_send(self, crawl: ShardCrawl, request: Request) -> bool:
        token = request.meta.get(LEASE, crawl.lease.token)
        if crawl.is_lost or token != crawl.lease.token:
            raise LeaseLostError(crawl.shard.id)
        return crawl.may_send() and crawl.owed < self._most_owed

    async def _wait(self, crawl: ShardCrawl, request: Request, slot: Slot, host: str) -> None:
        """Wait until a lease that has run out is renewed, and until pages of the shard are read.

        Requests that waited follow one by one, at the pace of their host.
        """
        async with self._turns[host]:
            while True:
                is_held = self._may_send(crawl, request)
                pause = self._sent.get(host, 0.0) + slot.delay - clock()
                if is_held and pause <= 0:
                    break
                await asyncio.sleep(max(pause, PAUSE))
            self._sent[host] = clock()
            slot.lastseen = monotonic()

    def is_busy(self, hosts: Collection[str]) -> bool:
        """Return whether a request to one of these hosts is not answered yet."""
        return any(urlparse_cached(request).hostname in hosts for request in self._answers)

    def drop_hosts(self, hosts: Collection[str]) -> None:
        """Cancel the requests to these hosts that are not sent yet."""
        transferring = {request for slot in self.slots.values() for request in slot.transferring}
        for host in hosts:
            if slot := self.slots.get(host):
                slot.queue.clear()
        self._drop(
            request
            for request in self._answers
            if request not in transferring and urlparse_cached(request).hostname in hosts
        )

    def pause_of(self, hosts: Collection[str]) -> float:
        """Return the seconds that hosts want between two requests now, or until the next one."""
        pause = 0.0
        for host in hosts:
            given = self.per_slot_settings.get(host, {})
            pause = max(pause, float(given.get("delay", 0.0)))
            if slot := self.slots.get(host):
                pause = max(pause, slot.delay, slot.lastseen - monotonic())
        return pause
