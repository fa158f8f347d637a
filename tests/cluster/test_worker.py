"""A worker with a real Valkey."""

import asyncio
import time

from crawler.cluster.lease_table import score_of
from crawler.cluster.rounds import Round
from crawler.cluster.service import Service
from crawler.cluster.shard_crawl import ShardCrawl
from crawler.cluster.shards import Shard
from crawler.cluster.worker import Worker
from tests.support.valkey import ValkeyServer, ask

LEASE = 1.0
SHARDS = {name: Shard(name, (name,), frozenset([name]), 0.0, 1.0) for name in "abcdefghijklmnopq"}
"""So many that a worker takes several at once."""


class Crawls:
    """The shards that a worker has begun, and those that it has lost."""

    def __init__(self) -> None:
        self.begun: list[ShardCrawl] = []
        self.lost: list[ShardCrawl] = []
        self.changed = asyncio.Event()

    def begin(self, crawl: ShardCrawl) -> None:
        """Begin a shard; sleep past its lease with the first one, as a suspended process does."""
        self.begun.append(crawl)
        self.changed.set()
        if len(self.begun) == 1:
            time.sleep(LEASE * 1.2)

    async def until_begun(self, number: int) -> None:
        while len(self.begun) < number:
            self.changed.clear()
            await self.changed.wait()


def test_a_worker_that_takes_its_own_shard_again_has_lost_it_before(valkey: ValkeyServer) -> None:
    """Woken up, it may take a shard before it learns that it has lost it."""

    async def work(service: Service) -> None:
        round_, crawls = Round("r1", "x", "2026-03-01", 1, len(SHARDS)), Crawls()
        keys = service.keys.of_round("r1").shards
        scores = {name: score_of(each.seconds) for name, each in SHARDS.items()}
        await service.write_table(keys.due, keys.pauses, scores, dict.fromkeys(SHARDS, 0))
        assert await service.swap_round(b"", round_)
        given = (service, round_, SHARDS, "one", crawls.begin, crawls.lost.append)
        worker = Worker(*given, lambda _: 0)
        working = asyncio.create_task(worker.work())
        await crawls.until_begun(2)
        working.cancel()

        first, second = crawls.begun[:2]
        assert (second.shard, second.lease.token) == (first.shard, 2)
        assert crawls.lost == [first]
        assert first.is_lost
        worker.lose(first)
        assert worker.crawls == {second.shard.id: second}, "a late answer has no effect"

    ask(valkey, work, f"lease={LEASE}")
