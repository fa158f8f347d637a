"""One attempt to settle a round: open the dump, settle journal and stream, publish."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from crawler.base.events import Event, log_event
from crawler.base.faults import LockedError
from crawler.base.text import counted
from crawler.cluster.attempt import conclude_round, free_state, open_for_round
from crawler.cluster.entries import decode_entry
from crawler.cluster.holding import clock
from crawler.cluster.journal import Journal, delete_rounds, is_after
from crawler.cluster.order import SettleOrder
from crawler.cluster.settlement import Settlement
from crawler.cluster.stream import Message, Stream
from crawler.cluster.visits import SourceNotes, visits_of_round
from crawler.ledger import Visit
from crawler.publishing.published import Published
from crawler.publishing.session import Session
from crawler.run.aftermath import keep_latest, keep_views, make_reports
from crawler.run.crawl_plan import CrawlPlan
from crawler.run.dry_run import LEDGER, state_folder
from crawler.run.run import Run
from crawler.sinks import Sink, SinkError

BATCH = 256
"""Entries per segment of the journal, at most."""
GATHERING = 1.0
"""Seconds in which they are gathered."""
PAUSE = 0.5
"""Seconds between two attempts to open a dump that is locked."""

logger = logging.getLogger("crawler.cluster")


class Settling:
    """An attempt. `check` is called between any two steps, and raises if it must not go on."""

    def __init__(
        self,
        order: SettleOrder,
        plan: CrawlPlan,
        sink: Sink,
        stream: Stream,
        check: Callable[[], None],
    ) -> None:
        self._order = order
        self._plan = plan
        self._sink = sink
        self._stream = stream
        self._check = check
        self._file = Path()
        """The ledger."""
        self._settlement: Settlement
        self.shortfall: str | None = None
        """What could not be done after the run was published."""

    async def publish(self, lock_timeout: int, shards: list[str]) -> Published:
        """Settle all entries of the round and publish. Raises SinkError or UsageFault if that is
        impossible."""
        await asyncio.to_thread(delete_rounds, self._sink, self._order.round.id)
        session = await self._open(lock_timeout)
        try:
            run = Run(session)
            self._settlement = await asyncio.to_thread(Settlement, run, self._plan, shards)
            await self._settle_all(Journal(self._sink, self._order.round.id))
            self._check()
        except BaseException:
            session.close()
            raise
        broken = self._settlement.broken
        await asyncio.to_thread(run.publish, "finished", broken, self._follow)
        if run.published is None:
            raise SinkError(run.error or "not published")
        conclude_round(self._file)
        return run.published

    def visits(self) -> tuple[list[tuple[str, Visit | None]], dict[str, SourceNotes]]:
        """Return what the round has changed in the ledger, for the plans of all machines."""
        since = self._order.round.opened // 1000 - 3600
        known, sources = self._settlement.known, self._settlement.sources
        return visits_of_round(self._file, sources, since, known)

    async def _open(self, lock_timeout: int) -> Session:
        """Open the dump; wait for the lock of a settler that was killed on another machine."""
        until = clock() + 3 * lock_timeout
        while True:
            try:
                session = await asyncio.to_thread(self._try_to_open, lock_timeout)
            except LockedError:
                if clock() > until:
                    raise
                self._check()
                await asyncio.sleep(PAUSE)
                continue
            for line in session.recovered.report:
                log_event(logger, logging.WARNING, Event.RECOVERED, reason=line)
            return session

    def _try_to_open(self, lock_timeout: int) -> Session:
        state = free_state(self._sink, self._order.state)
        self._file = state_folder(self._sink, state) / LEDGER
        return open_for_round(
            self._sink,
            state,
            self._order.round.id,
            [source.id for source in self._plan.sources],
            opened=self._order.round.opened,
            compression=self._order.compression,
            warc=self._order.warc,
            arguments=self._order.arguments,
            lock_timeout=lock_timeout,
        )

    async def _settle_all(self, journal: Journal) -> None:
        """Settle the journal, then the stream until all shards are done."""
        await self._repeat(journal)
        await self._stream.open()
        is_pending = True
        while not self._settlement.is_complete:
            messages = await (self._stream.pending(BATCH) if is_pending else self._gather())
            is_pending = is_pending and bool(messages)
            self._check()
            new = [each for each in messages if is_after(each[0], journal.last)]
            if new:
                await asyncio.to_thread(journal.append, new)
            await self._stream.done([name for name, _ in messages])
            await asyncio.to_thread(self._apply, new)

    async def _repeat(self, journal: Journal) -> None:
        again = 0
        segments = journal.read()
        while (messages := await asyncio.to_thread(next, segments, None)) is not None:
            self._check()
            await asyncio.to_thread(self._apply, messages)
            again += len(messages)
        if again:
            reason = f"{counted(again, 'entry', 'entries')} settled again from the journal"
            log_event(logger, logging.INFO, Event.CLUSTER, reason=reason)

    async def _gather(self) -> list[Message]:
        found: list[Message] = []
        until = clock() + GATHERING
        while len(found) < BATCH and clock() < until:
            self._check()
            found += await self._stream.new(BATCH - len(found))
        return found

    def _apply(self, messages: list[Message]) -> None:
        for _, data in messages:
            self._settlement.apply(decode_entry(data))

    def _follow(self) -> None:
        """Publish the report, and bring the dump's ready files and their views up to date."""
        errors = [make_reports(self._order.dump)]
        if self._order.keeps_latest:
            errors.append(keep_latest(self._order.dump))
        errors.append(keep_views(self._order.dump, self._order.views))
        self.shortfall = "; ".join(filter(None, errors)) or None
