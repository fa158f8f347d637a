"""The leases of all shards, as the service keeps them. Pure; times are milliseconds, by one clock.

The scripts in `scripts.py` do the same in the service, atomically; the tests compare both. The
simulation runs this table.

The table is a queue ordered by time: a shard in it has the time from which it may be taken. A fresh
shard has a negative one, minus its estimated duration, so that the longest is taken first.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Grant:
    """A shard as it was taken."""

    shard: str
    token: int
    is_takeover: bool
    """Whether another worker held it before in this round."""


@dataclass(frozen=True, slots=True)
class States:
    """Number of shards by state."""

    fresh: int
    """Never taken."""
    held: int
    free: int
    """Given back by their worker, or abandoned by a dead one."""
    done: int

    @property
    def open(self) -> int:
        """Number of shards that are not done."""
        return self.fresh + self.held + self.free


class LeaseTable:
    """Leases of one round."""

    def __init__(self, seconds: Mapping[str, float], pauses: Mapping[str, int]) -> None:
        """`seconds` is the estimated duration of each shard, `pauses` the time between two requests
        to its hosts in milliseconds."""
        self._due = {shard: score_of(estimate) for shard, estimate in seconds.items()}
        self._order = sorted((due, shard) for shard, due in self._due.items())
        self._pauses = dict(pauses)
        self._holders: dict[str, int] = {}
        self._total = len(self._due)
        self._token = 0

    def take(self, now: int, ttl: int) -> Grant | None:
        """Take the shard that has waited longest, else the longest fresh one; None if all are
        held."""
        at = bisect_right(self._order, (0, "\U0010ffff"))
        if at < len(self._order) and self._order[at][0] <= now:
            shard = self._order[at][1]
        elif at:
            shard = self._order[0][1]
        else:
            return None
        self._token += 1
        is_takeover = shard in self._holders
        self._holders[shard] = self._token
        self._set(shard, now + ttl + self._pauses[shard])
        return Grant(shard, self._token, is_takeover)

    def renew(self, shard: str, token: int, now: int, ttl: int, pause: int) -> bool:
        """Renew a lease unless another worker has taken the shard since; return whether it is held.

        A lease that has run out is renewed, too, as long as nobody has taken the shard: after an
        outage of the service, its holders simply go on. `pause` is what the hosts want by now.
        """
        if not self.is_holder(shard, token):
            return False
        self._pauses[shard] = pause
        self._set(shard, now + ttl + pause)
        return True

    def give_back(self, shard: str, token: int, now: int, pause: int) -> bool:
        """Let others take a shard, once its hosts have had their pause."""
        if not self.is_holder(shard, token):
            return False
        self._pauses[shard] = pause
        self._set(shard, now + pause)
        return True

    def finish(self, shard: str, token: int) -> bool:
        """Remove a shard that is done."""
        if not self.is_holder(shard, token):
            return False
        self._remove(shard)
        return True

    def is_holder(self, shard: str, token: int) -> bool:
        """Return whether a token is the last one given for a shard that is not done."""
        return shard in self._due and self._holders.get(shard) == token

    def states(self, now: int) -> States:
        """Return the number of shards by state."""
        fresh = bisect_right(self._order, (0, "\U0010ffff"))
        free = bisect_right(self._order, (now, "\U0010ffff")) - fresh
        held = len(self._order) - fresh - free
        return States(fresh, held, free, self._total - len(self._order))

    def next_due(self, now: int) -> int | None:
        """Return when the next shard may be taken; None if all are done."""
        if not self._order:
            return None
        return max(now, self._order[0][0])

    def _set(self, shard: str, due: int) -> None:
        self._remove(shard)
        self._due[shard] = due
        insort(self._order, (due, shard))

    def _remove(self, shard: str) -> None:
        place = (self._due.pop(shard), shard)
        del self._order[bisect_left(self._order, place)]


def score_of(seconds: float) -> int:
    """Return the place of a fresh shard in the queue, by its estimated duration.

    >>> score_of(2.5), score_of(0.0)
    (-2501, -1)
    """
    return -1 - int(seconds * 1000)


def pause_of(seconds: float) -> int:
    """Return the time between two requests as the table counts it, never shorter: its clock has
    whole milliseconds, and may be almost one behind when the pause begins.

    >>> pause_of(1.0), pause_of(0.0004)
    (1001, 2)
    """
    return ceil(seconds * 1000) + 1
