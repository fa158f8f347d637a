"""What is simulated: sizes, speeds and failures. Times are seconds unless the name has another."""

from dataclasses import dataclass

DAY = 86_400.0
NEVER = float("inf")


@dataclass(frozen=True, kw_only=True)
class Failures:
    """Mean times between failures, each exponentially distributed, and how long they last."""

    kills: float = 10 * DAY
    """Between two kills of a worker; another is started in its place."""
    restart: float = 120.0
    freezes: float = 20 * DAY
    """Between two freezes of a worker."""
    freeze: float = 120.0
    partitions: float = 20 * DAY
    """Between two losses of the network between a worker and the service."""
    partition: float = 60.0
    leaves: float = 30 * DAY
    """Between two orderly stops of a worker; another is started in its place."""
    outages: float = 7 * DAY
    """Between two restarts of the service."""
    outage: float = 20.0
    overloads: float = 20_000.0
    """Stories of a host between two back-offs by 429 or 503."""
    overload: float = 4.0
    """Consecutive 429 or 503 of one back-off."""
    drift: float = 0.01
    """Most by which a worker's clock is too fast or too slow, as a share."""


QUIET = Failures(
    kills=NEVER, freezes=NEVER, partitions=NEVER, leaves=NEVER, outages=NEVER, overloads=NEVER
)
"""Nothing fails."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A crawl of many hosts by many workers."""

    workers: int = 1000
    hosts: int = 50_000
    addresses: int = 1_000_000_000
    dumps: int = 40
    """Dumps among which hosts and workers are divided, each with a round and a settler."""
    seed: int = 1
    tail: float = 1.2
    """Exponent of the Pareto distribution of the hosts' sizes: the smaller, the more uneven."""
    largest: int = 1_000_000
    """Most stories of a host, if the addresses allow it."""
    delay: float = 1.0
    """Between two requests to a host."""
    slow: float = 0.05
    """Share of slow hosts among those of less than mean size."""
    latency: float = 2.0
    """Mean seconds of the response of a slow host."""
    listing: int = 50
    """Stories for which a listing must be requested, again after each takeover."""
    misjudged: float = 0.7
    """Sigma of the log-normal error in the estimated size of a host."""
    ttl: float = 30.0
    """Lease."""
    capacity: int = 64
    """Most shards of a worker."""
    page: float = 0.0072
    """CPU of a worker for a page."""
    settle: float = 0.0012
    """CPU of the settler for a story."""
    publish: float = 60.0
    """From the last story to the swapped pointer."""
    underway: int = 4
    """Stories of a shard that are fetched and not yet delivered."""
    failures: Failures = Failures()
