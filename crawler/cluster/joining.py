"""Enter a round: open it, join it, or learn that it is over."""

import asyncio
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from crawler.base.faults import LockedError, UsageFault
from crawler.cluster.address import ClusterAddress
from crawler.cluster.journal import is_marked, mark_round
from crawler.cluster.lease_table import pause_of, score_of
from crawler.cluster.members import fingerprint, shards_of
from crawler.cluster.rounds import Entry, Round, RoundState, enter
from crawler.cluster.shards import Shard
from crawler.dump.erasures import Erased, read_tombstones
from crawler.dump.index import read_pointer
from crawler.publishing.published import Published
from crawler.run.crawl_plan import CrawlPlan, read_crawl_plan
from crawler.sinks import Sink, SinkError, open_sink

if TYPE_CHECKING:
    from crawler.cluster.service import Service

SETTLER = "settler"
"""The one entry in the table of the settler's lease."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A round that this process takes part in."""

    round: Round
    plan: CrawlPlan
    shards: Mapping[str, Shard]
    dump: str
    """URL of the dump without secrets, the same on every machine."""
    erased: Erased

    @property
    def published(self) -> Published | None:
        """The summary of its run, if it is over."""
        return published_in(self.round)


def published_in(round_: Round) -> Published | None:
    """Return the summary of a round's run; None if it is not published."""
    return _summaries.decode(round_.published) if round_.published else None


def join(
    address: ClusterAddress,
    dump: str,
    arguments: Mapping[str, str],
    sources: Path | None,
    contact: str | None,
) -> Joined:
    """Enter the round of a dump, blocking.

    Raises UsageFault if service or dump is unreachable or an argument is invalid, and its subclass
    LockedError if a round of another command is open.
    """
    with ThreadPoolExecutor(1) as apart:  # the caller's event loop is running
        entering = _join(address, dump, arguments, sources, contact)
        return apart.submit(asyncio.run, entering).result()


async def _join(
    address: ClusterAddress,
    dump: str,
    arguments: Mapping[str, str],
    sources: Path | None,
    contact: str | None,
) -> Joined:
    sink = open_sink(dump)
    try:
        pointer = read_pointer(sink)
        erased = Erased.of(read_tombstones(sink, pointer.index))
    except SinkError as error:
        raise UsageFault(str(error)) from error

    def plan_on(day: date) -> CrawlPlan:
        return read_crawl_plan(arguments, sources, contact, day)

    plan = plan_on(datetime.now(UTC).date())
    try:
        found = await _enter(address, sink, plan, fingerprint(plan, arguments))
    except SinkError as error:
        raise UsageFault(str(error)) from error
    plan = plan_on(date.fromisoformat(found.day))
    shards = {shard.id: shard for shard in shards_of(plan)}
    return Joined(found, plan, shards, sink.url, erased)


async def _enter(address: ClusterAddress, sink: Sink, plan: CrawlPlan, command: str) -> Round:
    from crawler.cluster.service import Service  # loads the client

    service = await Service.connect(address, sink.url)
    grace = int(address.terms.grace * 1000)
    try:
        while True:
            now = await service.now()
            found, data = await service.round()
            match enter(found, command, now, grace):
                case Entry.LATE:
                    assert found is not None  # noqa: S101  # as `enter` has seen it
                    return found
                case Entry.JOIN:
                    assert found is not None  # noqa: S101  # likewise
                    if is_marked(sink, found.id):
                        return found
                    if (await service.round())[1] == data:
                        raise UsageFault(_no_dump(sink, found))
                    continue  # it was published meanwhile
                case Entry.REFUSED:
                    raise LockedError(_refusal(address, found))
                case Entry.REOPEN:
                    assert found is not None  # noqa: S101  # likewise
                    new = replace(found, state=RoundState.OPEN, reason=None, failures=0)
                case Entry.OPEN:
                    new = await _offer(service, shards_of(plan), command, now)
                    mark_round(sink, new.id)
            if await service.swap_round(data, new):
                return new
    finally:
        await service.close()


async def _offer(service: "Service", shards: tuple[Shard, ...], command: str, now: int) -> Round:
    """Write the tables of a new round, which nobody knows yet."""
    moment = datetime.fromtimestamp(now / 1000, UTC)
    name = f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    keys = service.keys.of_round(name)
    scores = {shard.id: score_of(shard.seconds) for shard in shards}
    pauses = {shard.id: pause_of(shard.delay) for shard in shards}
    await service.write_table(keys.shards.due, keys.shards.pauses, scores, pauses)
    await service.write_table(keys.settling.due, keys.settling.pauses, {SETTLER: -1}, {SETTLER: 0})
    return Round(name, command, moment.date().isoformat(), now, len(shards))


def _no_dump(sink: Sink, found: Round) -> str:
    return (
        f"WIRE_DUMP: {sink.url} is not the dump of round {found.id}: all machines of a cluster must"
        " reach the same store (S3, or a shared file system)"
    )


def _refusal(address: ClusterAddress, found: Round | None) -> str:
    name = found.id if found else ""
    return (
        f"WIRE_CLUSTER: {address.shown}: round {name} is open with other arguments, sources or "
        "another version; finish it with the command that opened it"
    )


_summaries = msgspec.msgpack.Decoder(Published)
