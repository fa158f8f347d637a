"""The invariants of a crawl, checked on what the simulated workers do."""

from benchmarks.simulation.sites import Site

_EPSILON = 1e-6


class ViolationError(AssertionError):
    """An invariant does not hold."""


class _Host:
    __slots__ = ("began", "ended", "is_sending", "worker")

    def __init__(self) -> None:
        self.worker = ""
        self.is_sending = False
        self.began = 0.0
        self.ended = float("-inf")


class Witness:
    """Sees every request, every settled story and every published round."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._settled: dict[str, int] = {}
        self._over: set[str] = set()
        self.requests = 0

    def begins(self, site: Site, worker: str, at: float) -> None:
        """A worker begins to request a host."""
        host = self._hosts.setdefault(site.shard.id, _Host())
        if host.is_sending:
            raise ViolationError(f"{at}: {worker} and {host.worker} request {site.shard.id}")
        if host.worker != worker and at - host.ended < site.shard.delay - _EPSILON:
            raise ViolationError(
                f"{site.shard.id}: {worker} begins {at - host.ended:.3f} s after {host.worker}"
            )
        host.worker, host.is_sending, host.began = worker, True, at

    def ends(self, site: Site, worker: str, at: float, requests: int) -> None:
        """A worker ceases to request a host, after so many requests since it began."""
        host = self._hosts[site.shard.id]
        if host.worker != worker or not host.is_sending:
            raise ViolationError(f"{at}: {worker} ends what {host.worker} has begun")
        if (requests - 1) * site.shard.delay > at - host.began + _EPSILON:
            raise ViolationError(
                f"{site.shard.id}: {requests} requests in {at - host.began:.3f} s by {worker}"
            )
        host.is_sending, host.ended = False, at
        self.requests += requests

    def settles(self, site: Site, start: int, stop: int) -> None:
        """The settler settles stories of a site, by their ordinals."""
        settled = self._settled.get(site.shard.id, 0)
        if start != settled:
            what = "settled twice" if start < settled else "lost"
            raise ViolationError(f"{site.shard.id}: stories {what}: {start} after {settled}")
        self._settled[site.shard.id] = stop

    def publishes(self, round_id: str, sites: list[Site]) -> None:
        """A round is published."""
        if round_id in self._over:
            raise ViolationError(f"round {round_id} ends twice")
        self._over.add(round_id)
        for site in sites:
            if self._settled.get(site.shard.id, 0) != site.stories:
                raise ViolationError(f"{site.shard.id}: published with stories missing")

    @property
    def settled(self) -> int:
        """Number of settled stories."""
        return sum(self._settled.values())
