"""A worker with a real Valkey."""

import asyncio
import time
from dataclasses import replace

import pytest

from crawler.cluster.entries import ShardEnd
from crawler.cluster.lease_table import score_of
from crawler.cluster.rounds import Round
from crawler.cluster.service import Service
from crawler.cluster.shard_crawl import ShardCrawl
from crawler.cluster.shards import Shard
from crawler.cluster.visits import SourceNotes
from crawler.cluster.worker import Worker
from tests.support.valkey import ValkeyServer, ask

LEASE = 1.0
SHARDS = {name: Shard(name, (name,), frozenset([name]), 0.0, 1.0) for name in "abcdefghijklmnopq"}
"""So many that a worker takes several at once."""


class Crawls:
    """The shards that a worker has begun, and those that it has lost."""

    def __init__(self, sleeps: float = 0) -> None:
        """`sleeps` is how many seconds the process is suspended at the first shard."""
        self._sleeps = sleeps
        self.begun: list[ShardCrawl] = []
        self.lost: list[ShardCrawl] = []
        self.changed = asyncio.Event()

    def begin(self, crawl: ShardCrawl) -> None:
        """Begin a shard."""
        self.begun.append(crawl)
        self.changed.set()
        if len(self.begun) == 1:
            time.sleep(self._sleeps)

    async def until_begun(self, number: int) -> None:
        while len(self.begun) < number:
            self.changed.clear()
            await self.changed.wait()


async def worker_of(service: Service, crawls: Crawls) -> Worker:
    """Open a round with all shards; return a worker of it."""
    round_ = Round("r1", "x", "2026-03-01", 1, len(SHARDS))
    keys = service.keys.of_round("r1").shards
    scores = {name: score_of(each.seconds) for name, each in SHARDS.items()}
    await service.write_table(keys.due, keys.pauses, scores, dict.fromkeys(SHARDS, 0))
    assert await service.swap_round(b"", round_)
    given = (service, round_, SHARDS, "one", crawls.begin, crawls.lost.append)
    return Worker(*given, lambda _: 0)


def test_a_worker_that_takes_its_own_shard_again_has_lost_it_before(valkey: ValkeyServer) -> None:
    """Woken up, it may take a shard before it learns that it has lost it."""

    async def work(service: Service) -> None:
        crawls = Crawls(LEASE * 1.2)
        worker = await worker_of(service, crawls)
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


def test_requests_to_a_shard_that_is_done_wait_for_no_lease(valkey: ValkeyServer) -> None:
    """Another shard may lead to its hosts; its own lease is no longer renewed."""

    async def work(service: Service) -> None:
        crawls = Crawls()
        worker = await worker_of(service, crawls)
        working = asyncio.create_task(worker.work())
        await crawls.until_begun(2)
        working.cancel()

        done, lost = crawls.begun[:2]
        await worker.finish(done, ShardEnd(done.shard.id, "one", {}, 0, {}))
        assert await worker.table.finish(lost.lease.shard, lost.lease.token, b"")
        await worker.finish(lost, ShardEnd(lost.shard.id, "one", {}, 0, {}))
        for crawl in (done, lost):
            crawl.lease = replace(crawl.lease, deadline=0)
        assert (done.may_send(), done.is_lost) == (True, False)
        assert (lost.may_send(), lost.is_lost) == (False, True)

    ask(valkey, work, "lease=60")


def test_a_worker_that_leaves_gives_back_what_it_takes_meanwhile(
    valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(service: Service) -> None:
        crawls = Crawls()
        worker = await worker_of(service, crawls)
        notes, left = worker.visits.notes, asyncio.Event()

        async def leave(source: str) -> SourceNotes:
            worker.is_leaving = True
            await worker.leave()
            left.set()
            return await notes(source)

        monkeypatch.setattr(worker.visits, "notes", leave)
        working = asyncio.create_task(worker.work())
        await left.wait()
        while (status := await worker.table.status()).states.free == 0:
            assert status.states.held == 1
        working.cancel()
        assert (crawls.begun, status.states.held) == ([], 0)

    ask(valkey, work, "lease=60")
