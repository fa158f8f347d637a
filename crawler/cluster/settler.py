"""The settler: the one process of a cluster that writes the dump.

Every process of a cluster has one that waits for the lease. The one that has it reads the round's
journal, goes on with the stream, and publishes when all shards are done.
"""

import asyncio
import logging
from datetime import date

import msgspec
from msgspec.structs import replace

from crawler.base.events import Event, log_event
from crawler.base.faults import UsageFault
from crawler.cluster.attempt import published_by
from crawler.cluster.holding import Holding, clock, held
from crawler.cluster.journal import OvertakenError, delete_rounds
from crawler.cluster.members import shards_of
from crawler.cluster.order import SettleOrder
from crawler.cluster.rounds import RoundState
from crawler.cluster.service import Service
from crawler.cluster.settling import Settling
from crawler.cluster.stream import Stream
from crawler.cluster.tables import Table
from crawler.cluster.visits import SharedVisits
from crawler.publishing.published import Published
from crawler.run.crawl_plan import read_crawl_plan
from crawler.sinks import SinkError, open_sink

PAUSE = 0.5
"""Seconds between two attempts to become the settler."""
TRIES = 3
"""Settlers that fail before a round is given up."""
KEPT = 3600
"""Seconds for which the service keeps the keys of a round that is over."""

logger = logging.getLogger("crawler.cluster")


class LeftError(Exception):
    """The settler is to leave, or another has taken over."""


class Settler:
    """Settles one round, whenever it has the lease."""

    def __init__(self, order: SettleOrder, service: Service, leaving: asyncio.Event) -> None:
        """Once `leaving` is set, the settler gives its lease back and ends."""
        self._order = order
        self._round = order.round
        self._service = service
        self._keys = service.keys.of_round(order.round.id)
        self._leaving = leaving
        self._sink = open_sink(order.dump)
        today = date.fromisoformat(order.round.day)
        self._plan = read_crawl_plan(order.arguments, order.sources, order.contact, today)
        self._shards = [shard.id for shard in shards_of(self._plan)]

    async def work(self) -> None:
        """Wait for the lease, settle, and return once the round is over or `leaving` is set."""
        table = Table(self._service, self._keys.settling, self._order.worker)
        while not self._leaving.is_set() and await self._is_open():
            asked = clock()
            if (grant := await table.take()) is None:
                await self._pause(PAUSE)
                continue
            async with held(table, grant, self._service.terms.lease, asked) as holding:
                self._log("takes over the settling of" if grant.is_takeover else "settles")
                try:
                    is_done = await self._settle(holding)
                except (LeftError, OvertakenError):
                    is_done = True
                    self._log("no longer settles")
            if not is_done:
                await self._pause(self._service.terms.lease)  # so that another one tries

    async def _settle(self, holding: Holding) -> bool:
        """Publish the round; return whether it could be."""

        def check() -> None:
            if self._leaving.is_set() or not holding.is_held:
                raise LeftError

        stream = Stream(self._service, self._keys, self._order.worker)
        settling = Settling(self._order, self._plan, self._sink, stream, check)
        timeout = max(10, round(2 * self._service.terms.lease))
        try:
            found = await asyncio.to_thread(
                published_by, self._sink, self._round.id, self._round.opened
            )
            if found is None:
                found = await settling.publish(timeout, self._shards)
                await self._share(settling)
            await self._conclude(found, settling.shortfall)
            await asyncio.to_thread(delete_rounds, self._sink)
        except (SinkError, UsageFault) as error:
            await self._fail(error)
            return False
        return True

    async def _share(self, settling: Settling) -> None:
        visits, notes = await asyncio.to_thread(settling.visits)
        shared = SharedVisits(self._service)
        await shared.write(visits)
        for source, each in notes.items():
            await shared.write_notes(source, each)

    async def _conclude(self, published: Published, shortfall: str | None) -> None:
        summary = msgspec.msgpack.encode(published)
        await self._change(RoundState.PUBLISHED, published=summary, reason=shortfall)
        await self._service.expire(self._keys.all(self._shards), KEPT)

    async def _fail(self, error: Exception) -> None:
        """Leave the round to others, whose disk or dump may be in order; give it up if they fail,
        too."""
        log_event(logger, logging.ERROR, Event.CLUSTER, reason=f"cannot settle: {error}")
        found, _ = await self._service.round()
        failures = found.failures + 1 if found else 1
        state = RoundState.FAILED if failures >= TRIES else RoundState.OPEN
        await self._change(state, reason=str(error), failures=failures)

    async def _change(self, state: RoundState, **changes: bytes | str | int | None) -> None:
        found, data = await self._service.round()
        if found is not None and found.id == self._round.id:
            await self._service.swap_round(data, replace(found, state=state, **changes))
            self._log(f"sets {state}")

    async def _is_open(self) -> bool:
        found, _ = await self._service.round()
        return found is not None and found.id == self._round.id and found.state is RoundState.OPEN

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._leaving.wait(), seconds)
        except TimeoutError:
            return

    def _log(self, what: str) -> None:
        reason = f"{self._order.worker} {what} round {self._round.id}"
        log_event(logger, logging.INFO, Event.CLUSTER, reason=reason)
