"""Keys in the service. Those of one dump share a hash tag, so a clustered service keeps them
together."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.base.urls import bare


@dataclass(frozen=True, slots=True)
class TableKeys:
    """Keys of one table of leases."""

    due: str
    """Sorted set: shard -> time from which it may be taken, ms."""
    pauses: str
    """Hash: shard -> pause of its hosts, ms."""
    tokens: str
    """Hash: shard -> token of its last holder."""
    names: str
    """Hash: shard -> name of its last holder."""
    counter: str
    """Last token."""

    @property
    def all(self) -> list[str]:
        """All keys, in the order in which scripts take them."""
        return [self.due, self.pauses, self.tokens, self.names, self.counter]


@dataclass(frozen=True, slots=True)
class RoundKeys:
    """Keys of one round."""

    prefix: str

    @property
    def shards(self) -> TableKeys:
        """The leases of the shards."""
        return self._table("shards")

    @property
    def settling(self) -> TableKeys:
        """The lease of the settler, a table with one entry."""
        return self._table("settling")

    @property
    def beats(self) -> str:
        """Sorted set: worker -> its last heartbeat, ms."""
        return f"{self.prefix}:beats"

    @property
    def entries(self) -> str:
        """Stream of what workers have delivered."""
        return f"{self.prefix}:entries"

    def delivered(self, shard: str) -> str:
        """Hash: digest of a URL -> how it was delivered."""
        return f"{self.prefix}:delivered:{shard}"

    def all(self, shards: Iterable[str]) -> list[str]:
        """All keys of the round."""
        own = [*self.shards.all, *self.settling.all, self.beats, self.entries]
        return own + [self.delivered(shard) for shard in shards]

    def _table(self, name: str) -> TableKeys:
        names = ("due", "pauses", "tokens", "names", "counter")
        return TableKeys(*(f"{self.prefix}:{name}:{each}" for each in names))


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of one dump."""

    prefix: str

    @classmethod
    def of(cls, dump: str) -> "Keys":
        """Return the keys of a dump, by its URL.

        >>> Keys.of("file:///srv/dump").round
        'wirecrawl:{def6fb01814ad028}:round'
        """
        return cls(f"wirecrawl:{{{hashlib.sha256(dump.encode()).hexdigest()[:16]}}}")

    @property
    def round(self) -> str:
        """The last round."""
        return f"{self.prefix}:round"

    def of_round(self, round_id: str) -> RoundKeys:
        """Return the keys of a round."""
        return RoundKeys(f"{self.prefix}:{round_id}")

    def visit(self, url: str) -> str:
        """The last visit of a URL, under any scheme."""
        return f"{self.prefix}:visit:{bare(url)}"

    def source(self, source: str) -> str:
        """What planning must know of a source besides visits."""
        return f"{self.prefix}:source:{source}"


def url_digest(url: str) -> str:
    """Return the short digest of a URL under which it is noted as delivered."""
    return hashlib.blake2b(bare(url).encode("utf-8", "replace"), digest_size=10).hexdigest()
