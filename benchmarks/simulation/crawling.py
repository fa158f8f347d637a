"""What a simulated worker does while nothing happens to it: takes shards and crawls them."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simpy import Event

from benchmarks.simulation.service import FOREVER
from benchmarks.simulation.sites import plan
from benchmarks.simulation.tenure import Tenure
from crawler.cluster.lease_table import Grant
from crawler.cluster.leases import Lease, renewal_interval

if TYPE_CHECKING:
    from benchmarks.simulation.round_run import RoundRun

STEP = 1.0
"""Seconds between two steps of a worker."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock with its own zero and speed."""

    zero: float = 0.0
    speed: float = 1.0

    def local(self, at: float) -> float:
        """Return what it shows at a time."""
        return self.zero + at * self.speed

    def real(self, local: float) -> float:
        """Return the time at which it shows something."""
        return (local - self.zero) / self.speed


class Crawling:
    """A worker and its shards."""

    def __init__(self, round_run: "RoundRun", name: str, clock: Clock) -> None:
        self.name = name
        self.held: dict[str, Tenure] = {}
        self.is_alive = True
        self.beat = 0
        """Last heartbeat, by the clock of the service."""
        self._round = round_run
        self._env = round_run.env
        self._ttl = round_run.scenario.ttl
        self._clock = clock
        self._interval = renewal_interval(self._ttl) / clock.speed
        self._renewed = self._env.now
        self._is_frozen = False
        self._cuts = 0 if round_run.service.is_up else 1
        """Reasons for which it does not reach the service."""
        self._waking: Event = self._env.event()
        if self.is_online:
            round_run.service.workers.add(1)
        self._env.process(self._work())

    @property
    def is_online(self) -> bool:
        """Whether it runs and reaches the service."""
        return self.is_alive and not self._is_frozen and not self._cuts

    def rouse(self) -> bool:
        """Look for shards, as far as this worker may take some; return whether it does."""
        if not self.is_online or not self.has_room:
            return False
        if not self._waking.triggered:
            self._waking.succeed()
        return True

    @property
    def has_room(self) -> bool:
        """Whether it holds fewer shards than it can."""
        return len(self.held) < self._round.scenario.capacity

    def _work(self) -> Generator[Event, None, None]:
        while self.is_alive and not self._round.is_over:
            if self.is_online and self._round.is_anything_free():
                self._take_some()
                yield self._env.timeout(STEP)
            if not self._goes_on():
                yield self._waking
                self._waking = self._env.event()
                yield self._env.timeout(STEP * (1 - (self._env.now - self._renewed) % 1.0))

    def _goes_on(self) -> bool:
        run = self._round
        is_able = self.is_online and self.has_room and run.is_anything_free()
        return is_able and run.may_take(len(self.held)) > 0

    def _take_some(self) -> None:
        run = self._round
        for _ in range(run.may_take(len(self.held))):
            run.service.asked["take"] += 1
            grant = run.table.take(run.service.now, FOREVER)
            if grant is None:
                return
            self._begin(grant)

    def _begin(self, grant: Grant) -> None:
        run, site = self._round, self._round.sites[grant.shard]
        lease = self._granted(grant, self._env.now)
        segments = plan(site, run.scenario, grant.token)
        tenure = Tenure(site, lease, run.flow, segments, self._reach, site.delivered)
        if grant.is_takeover:
            run.takeovers += 1
            run.service.asked["delivered"] += 1
        tenure.advance()
        self.held[grant.shard] = tenure
        run.service.held.add(1)
        if tenure.segment is None:
            self._finish(tenure)
            return
        if not tenure.segment.stories:
            run.repeated += tenure.segment.requests
        self._start(tenure)

    def _granted(self, grant: Grant, asked: float) -> Lease:
        return Lease.granted(grant.shard, grant.token, self._ttl, self._clock.local(asked))

    def _reach(self, tenure: Tenure) -> None:
        """Deliver at the end of a segment, and end the tenure at that of the last one."""
        if tenure.is_complete:
            requests = tenure.requests_so_far()
            self._round.witness.ends(tenure.site, self.name, self._env.now, requests)
        if self.is_online and self._deliver(tenure, tenure.fetched) and tenure.is_complete:
            self._finish(tenure)

    def _finish(self, tenure: Tenure) -> None:
        if self._round.table.finish(tenure.site.shard.id, tenure.lease.token):
            self._round.finish(tenure.site)
        self._drop(tenure)
        self.rouse()

    def _deliver(self, tenure: Tenure, upto: int) -> bool:
        """Deliver the first stories of a shard, as far as they are not; return whether it is still
        this worker's."""
        site, run = tenure.site, self._round
        if not run.table.is_holder(site.shard.id, tenure.lease.token):
            return False
        if upto > tenure.delivered:
            run.witness.settles(site, tenure.delivered, upto)
            tenure.delivered = site.delivered = upto
        return True

    def _start(self, tenure: Tenure) -> None:
        self._round.witness.begins(tenure.site, self.name, self._env.now)
        tenure.start()

    def _stop(self, tenure: Tenure) -> None:
        if tenure.is_sending:
            requests = tenure.stop()
            self._round.witness.ends(tenure.site, self.name, self._env.now, requests)

    def _drop(self, tenure: Tenure) -> None:
        self._stop(tenure)
        self._round.repeated += tenure.progress() - tenure.delivered
        del self.held[tenure.site.shard.id]
        if self.is_online:
            self._round.service.held.add(-1)
