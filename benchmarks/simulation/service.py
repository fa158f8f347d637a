"""The coordination service: our own table of leases, and a count of what it is asked."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Protocol

from simpy import Environment

from crawler.cluster.lease_table import Grant, LeaseTable, States

FOREVER = 1 << 50
"""Milliseconds. While its holder is well, a lease is renewed before it runs out, so that nobody can
see when that would be: the model renews it for ever, and at a failure puts the end of the last
renewal in its place."""
LONGEST_PAUSE = 2.0
"""Seconds between two attempts to reach the service, at most."""


class Table(Protocol):
    """`LeaseTable`, or a broken one."""

    def take(self, now: int, ttl: int) -> Grant | None:
        """Take a shard."""

    def renew(self, shard: str, token: int, now: int, ttl: int, pause: int) -> bool:
        """Renew a lease."""

    def give_back(self, shard: str, token: int, now: int, pause: int) -> bool:
        """Give a lease back."""

    def finish(self, shard: str, token: int) -> bool:
        """Remove a shard that is done."""

    def is_holder(self, shard: str, token: int) -> bool:
        """Return whether a token is the last one."""

    def states(self, now: int) -> States:
        """Return the number of shards by state."""

    def next_due(self, now: int) -> int | None:
        """Return when the next shard may be taken."""


MakeTable = Callable[[Mapping[str, float], Mapping[str, int]], Table]
make_table: MakeTable = LeaseTable


class Meter:
    """A level over time: its sum, and its peak."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._at = env.now
        self._total = 0.0
        self.level = 0
        self.peak = 0

    def add(self, number: int) -> None:
        """Change the level."""
        self._total += self.level * (self._env.now - self._at)
        self._at = self._env.now
        self.level += number
        self.peak = max(self.peak, self.level)

    @property
    def total(self) -> float:
        """Level times seconds so far."""
        return self._total + self.level * (self._env.now - self._at)


class Service:
    """The service of all rounds."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self.is_up = True
        self.asked: Counter[str] = Counter()
        """Commands, by name; renewals and heartbeats are in the meters."""
        self.held = Meter(env)
        """Shards whose leases are renewed."""
        self.workers = Meter(env)
        """Workers with heartbeats."""

    @property
    def now(self) -> int:
        """Milliseconds by the clock of the service."""
        return ms(self._env.now)


def ms(seconds: float) -> int:
    """Return seconds as whole milliseconds."""
    return int(seconds * 1000)
