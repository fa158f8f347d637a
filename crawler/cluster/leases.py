"""Leases as their holder sees them. Pure; all times are seconds by one monotonic clock.

A holder counts from the moment *before* it asks, and stops a margin earlier; the service counts
from when it grants, and adds the pause that the hosts want between two requests. Whatever the
machines' clocks show, the next holder's first request therefore follows the last one of this
holder by that pause, even if this process is suspended: it checks its lease as the last step before
a request is written. Only if it is suspended in the microseconds between the two, past the whole
lease, that one request is sent when it wakes up; nothing that a client can do prevents that.
"""

from dataclasses import dataclass, replace

MARGIN = 0.1
"""Share of a lease that its holder does not use: for clocks of different speed, and for the way
from the check to the wire."""
RENEWALS = 3
"""Renewals per lease, so that some may fail."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to request the hosts of a shard until a deadline."""

    shard: str
    token: int
    """Fencing token: a later holder has a larger one."""
    ttl: float
    """Seconds for which the service grants it."""
    deadline: float
    """Time from which its holder sends nothing more."""

    @classmethod
    def granted(cls, shard: str, token: int, ttl: float, asked: float) -> "Lease":
        """Return a lease that was asked for at a time.

        >>> Lease.granted("ledger", 7, ttl=30.0, asked=100.0).deadline
        127.0
        """
        return cls(shard, token, ttl, asked + ttl * (1 - MARGIN))

    def renewed(self, asked: float) -> "Lease":
        """Return the lease after a renewal that was asked for at a time."""
        return replace(self, deadline=asked + self.ttl * (1 - MARGIN))

    def may_send(self, now: float) -> bool:
        """Return whether a request may be sent now.

        >>> lease = Lease.granted("ledger", 7, ttl=30.0, asked=100.0)
        >>> lease.may_send(126.9), lease.may_send(127.0)
        (True, False)
        """
        return now < self.deadline


def renewal_interval(ttl: float) -> float:
    """Return the seconds between two renewals."""
    return ttl / RENEWALS
