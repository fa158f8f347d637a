"""Tables of leases in the service, and what workers deliver under them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from crawler.cluster.keys import RoundKeys, TableKeys
from crawler.cluster.lease_table import Grant, States
from crawler.cluster.service import Service

MOST_ENTRIES = 2000
"""Most entries in the stream: workers wait while the settler has so many to do. An entry has 2 to
20 kB."""


class Delivery(StrEnum):
    """What became of an entry."""

    OK = "ok"
    REPEATED = "repeated"
    """The story was delivered before."""
    FULL = "full"
    """The settler is behind: try again."""
    LOST = "lost"
    """Another worker has the shard; the entry is rejected."""


@dataclass(frozen=True, slots=True)
class Status:
    """A round at one moment."""

    now: int
    """By the clock of the service, in milliseconds."""
    states: States
    workers: int
    """Workers with a recent heartbeat."""
    entries: int
    """Entries in the stream."""

    def __str__(self) -> str:
        shards = self.states
        return (
            f"{self.workers} workers; shards: {shards.held} held, {shards.fresh + shards.free} "
            f"waiting, {shards.done} done; {self.entries} stories to settle"
        )


class Table:
    """One table of leases, as `lease_table.LeaseTable` describes it."""

    def __init__(self, service: Service, keys: TableKeys, worker: str) -> None:
        """`worker` is the name under which leases are held."""
        self._service = service
        self._keys = keys
        self._worker = worker
        self._ttl = service.terms.lease_ms

    async def take(self) -> Grant | None:
        """Take a shard; None if none is free."""
        found = await self._service.run("TAKE", self._keys.all, self._worker, self._ttl)
        if not found:
            return None
        shard, token, taken = found
        return Grant(shard.decode(), int(token), bool(taken))

    async def renew(self, shard: str, token: int, pause: int) -> bool:
        """Renew a lease; return whether it is still held."""
        given = (shard, token, self._ttl, pause)
        return bool(await self._service.run("RENEW", self._keys.all, *given) == b"ok")

    async def give_back(self, shard: str, token: int, pause: int) -> None:
        """Let others take a shard after a pause."""
        await self._service.run("GIVE_BACK", self._keys.all, shard, token, pause)

    async def holders(self) -> dict[str, str]:
        """Return the name of the last holder of each shard that was taken."""
        client, key = self._service.client, self._keys.names
        found = await self._service.call(lambda: client.hgetall(key))
        return {shard.decode(): name.decode() for shard, name in found.items()}


class Shards(Table):
    """The shards of a round, and the stream of what they give."""

    def __init__(self, service: Service, keys: RoundKeys, worker: str, total: int) -> None:
        super().__init__(service, keys.shards, worker)
        self._round = keys
        self._total = total

    @classmethod
    def of(cls, service: Service, round_id: str, worker: str, total: int) -> Self:
        """Return the shards of a round."""
        return cls(service, service.keys.of_round(round_id), worker, total)

    async def deliver(
        self, shard: str, token: int, entry: bytes, story: str, target: str | None
    ) -> Delivery:
        """Append an entry to the stream.

        `story` is the digest of the URL that was discovered, empty for another answer; `target` is
        that of the URL that it was redirected to.
        """
        keys = [*self._keys.all, self._round.entries, self._round.delivered(shard)]
        given: list[str | int | bytes] = [shard, token, MOST_ENTRIES, entry, story]
        given += [target] if target else []
        return Delivery((await self._service.run("DELIVER", keys, *given)).decode())

    async def delivered(self, shard: str) -> dict[str, bool]:
        """Return what a shard has delivered: digest of a URL -> whether it is the URL that was
        discovered, not only the target of a redirect."""
        client, key = self._service.client, self._round.delivered(shard)
        found = await self._service.call(lambda: client.hgetall(key))
        return {digest.decode(): how == b"own" for digest, how in found.items()}

    async def finish(self, shard: str, token: int, entry: bytes) -> bool:
        """Deliver the last entry of a shard, and remove it from the table."""
        keys = [*self._keys.all, self._round.entries, self._round.delivered(shard)]
        return bool(await self._service.run("FINISH", keys, shard, token, entry) == b"ok")

    async def status(self) -> Status:
        """Note a heartbeat of this worker; return the state of the round."""
        keys = [*self._keys.all, self._round.beats, self._round.entries]
        found = await self._service.run("STATUS", keys, self._worker, self._ttl)
        now, fresh, free, left, workers, entries = map(int, found)
        states = States(fresh, left - fresh - free, free, self._total - left)
        return Status(now, states, workers, entries)
