"""Which worker takes how many shards, and when. Pure.

Every worker decides alone, from the number of open shards and of live workers: nobody assigns.
"""

from math import ceil

CAPACITY = 64
"""Shards that one worker crawls at a time. At one or two requests per second and host, they
keep one process busy."""
RAMP = 8
"""A worker takes at most this fraction of its share per second, so that those that start a moment
later find shards, too."""


def fair_share(open_shards: int, workers: int) -> int:
    """Return how many shards a worker may hold while others could hold them.

    >>> fair_share(40, 4), fair_share(3, 4), fair_share(0, 4)
    (10, 1, 0)
    """
    return ceil(open_shards / max(workers, 1))


def may_take(held: int, open_shards: int, workers: int, capacity: int = CAPACITY) -> int:
    """Return how many shards a worker takes in the next second.

    >>> [may_take(held, 40, 4) for held in (0, 9, 10)]
    [2, 1, 0]
    >>> may_take(60, 50_000, 100), may_take(64, 50_000, 100)
    (4, 0)
    """
    most = min(fair_share(open_shards, workers), capacity)
    return max(0, min(most - held, ceil(most / RAMP)))


def workers_alive(beats: dict[str, int], now: int, ttl: int) -> int:
    """Return the number of workers whose last heartbeat is not older than a lease; at least one.

    >>> workers_alive({"a": 1000, "b": 4000}, now=5000, ttl=3000)
    1
    """
    return max(1, sum(now - beat <= ttl for beat in beats.values()))
