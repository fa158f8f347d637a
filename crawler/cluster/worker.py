"""A worker: takes shards of a round, keeps their leases, and reports them when they are done."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from crawler.base.events import Event, log_event
from crawler.cluster.entries import ShardEnd, encode_entry
from crawler.cluster.holding import clock
from crawler.cluster.lease_table import Grant
from crawler.cluster.leases import Lease, renewal_interval
from crawler.cluster.rounds import Round, RoundState
from crawler.cluster.scheduling import may_take
from crawler.cluster.service import Service
from crawler.cluster.shard_crawl import ShardCrawl
from crawler.cluster.shards import Shard
from crawler.cluster.tables import Shards, Status
from crawler.cluster.visits import SharedVisits

LONGEST_STEP = 1.0
"""Seconds between two steps, at most."""

logger = logging.getLogger("crawler.cluster")


class Worker:
    """The shards that one process has. All times are those of its own clock."""

    def __init__(
        self,
        service: Service,
        round_: Round,
        shards: Mapping[str, Shard],
        name: str,
        begin: Callable[[ShardCrawl], None],
        end: Callable[[ShardCrawl], None],
        pause_of: Callable[[Shard], int],
    ) -> None:
        """`begin` starts to crawl a shard, `end` stops it at once because it is lost; `pause_of`
        returns what its hosts want between two requests now, in milliseconds."""
        self._service = service
        self._round = round_
        self._shards = shards
        self._name = name
        self._begin = begin
        self._end = end
        self._pause_of = pause_of
        self.table = Shards.of(service, round_.id, name, round_.shards)
        self.visits = SharedVisits(service)
        self.crawls: dict[str, ShardCrawl] = {}
        """Shards that this worker has."""
        self.status: Status | None = None
        self.round = round_
        """The round as last seen."""
        self.is_leaving = False
        """Whether no more shards are taken."""
        self._step = min(LONGEST_STEP, renewal_interval(service.terms.lease) / 2)

    async def work(self) -> Round:
        """Take shards and renew leases until the round is over; return it as it is then."""
        renewed = clock()
        while True:
            self.status = await self.table.status()
            found, _ = await self._service.round()
            if found is None or found.id != self._round.id or found.state is not RoundState.OPEN:
                return found if found and found.id == self._round.id else self._round
            if clock() - renewed >= renewal_interval(self._service.terms.lease) - self._step:
                renewed = clock()
                await self._renew_all()
            await self._take_some(self.status)
            await asyncio.sleep(self._step)

    async def finish(self, crawl: ShardCrawl, end: ShardEnd) -> None:
        """Report a shard that is done."""
        shard, token = crawl.lease.shard, crawl.lease.token
        is_ours = not crawl.is_lost and await self.table.finish(shard, token, encode_entry(end))
        crawl.is_done, crawl.is_lost = is_ours, not is_ours
        self._drop(crawl)
        self._log("finished" if is_ours else "lost", crawl)

    async def leave(self) -> None:
        """Give all leases back."""
        for crawl in [*self.crawls.values()]:
            if not crawl.is_lost:
                pause = self._pause_of(crawl.shard)
                await self.table.give_back(crawl.lease.shard, crawl.lease.token, pause)
                self._log("gives back", crawl)
        self.crawls.clear()

    def lose(self, crawl: ShardCrawl) -> None:
        """Stop to crawl a shard that another worker has taken."""
        if not crawl.is_lost:
            crawl.is_lost = True
            self._drop(crawl)
            self._log("lost", crawl, logging.WARNING)
            self._end(crawl)

    def _drop(self, crawl: ShardCrawl) -> None:
        if self.crawls.get(crawl.shard.id) is crawl:  # else it was taken once more
            del self.crawls[crawl.shard.id]

    async def _renew_all(self) -> None:
        await asyncio.gather(*(self._renew(crawl) for crawl in [*self.crawls.values()]))

    async def _renew(self, crawl: ShardCrawl) -> None:
        asked, pause = clock(), self._pause_of(crawl.shard)
        if await self.table.renew(crawl.lease.shard, crawl.lease.token, pause):
            crawl.lease = crawl.lease.renewed(asked)
        elif self.crawls.get(crawl.shard.id) is crawl:  # else it was finished meanwhile
            self.lose(crawl)

    async def _take_some(self, status: Status) -> None:
        most = self._service.terms.shards
        number = may_take(len(self.crawls), status.states.open, status.workers, most)
        for _ in range(number):
            asked = clock()
            if self.is_leaving or (grant := await self.table.take()) is None:
                return
            await self._start(grant, asked)

    async def _start(self, grant: Grant, asked: float) -> None:
        if before := self.crawls.get(grant.shard):
            self.lose(before)  # this process has slept past its lease, and is first to take it
        shard = self._shards[grant.shard]
        lease = Lease.granted(grant.shard, grant.token, self._service.terms.lease, asked)
        delivered = await self.table.delivered(grant.shard) if grant.is_takeover else {}
        notes = {source: await self.visits.notes(source) for source in shard.sources}
        if self.is_leaving:  # meanwhile
            await self.table.give_back(shard.id, grant.token, self._pause_of(shard))
            return
        crawl = self.crawls[shard.id] = ShardCrawl(shard, lease, delivered, notes)
        self._log("takes over" if grant.is_takeover else "takes", crawl)
        self._begin(crawl)

    def _log(self, what: str, crawl: ShardCrawl, level: int = logging.INFO) -> None:
        reason = f"{self._name} {what} shard {crawl.shard.id} (token {crawl.lease.token})"
        log_event(logger, level, Event.CLUSTER, reason=reason)
