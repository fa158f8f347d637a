"""A simulated worker: takes shards, keeps their leases, and suffers what happens to it."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from simpy import Event

from benchmarks.simulation.service import FOREVER, ms
from benchmarks.simulation.sites import plan
from benchmarks.simulation.tenure import Tenure
from crawler.cluster.lease_table import Grant, pause_of
from crawler.cluster.leases import MARGIN, Lease, renewal_interval
from crawler.cluster.scheduling import may_take

if TYPE_CHECKING:
    from benchmarks.simulation.round_run import RoundRun

STEP = 1.0
"""Seconds between two steps of a worker."""


class Worker:
    """A worker and its shards. Its clock has its own zero and speed."""

    def __init__(self, round_run: "RoundRun", name: str, zero: float, speed: float) -> None:
        self.name = name
        self.held: dict[str, Tenure] = {}
        self.is_alive = True
        self.beat = 0
        """Last heartbeat, by the clock of the service."""
        self._round = round_run
        self._env = round_run.env
        self._ttl = round_run.scenario.ttl
        self._interval = renewal_interval(self._ttl) / speed
        self._zero, self._speed = zero, speed
        self._renewed = self._env.now
        self._is_frozen = False
        self._cuts = 0 if round_run.service.is_up else 1
        """Reasons for which it does not reach the service."""
        self._changes = 0
        self._first_try = 0.0
        self._waking: Event = self._env.event()
        if self.is_online:
            round_run.service.workers.add(1)
        self._env.process(self._work())

    # --- what it does ---

    @property
    def is_online(self) -> bool:
        """Whether it runs and reaches the service."""
        return self.is_alive and not self._is_frozen and not self._cuts

    def rouse(self) -> None:
        """Look for shards if there is room for them."""
        if self.is_online and not self._waking.triggered and self._has_room():
            self._waking.succeed()

    def _has_room(self) -> bool:
        return len(self.held) < self._round.scenario.capacity

    def _work(self) -> Generator[Event, None, None]:
        while self.is_alive and not self._round.is_over:
            if self.is_online and self._has_room() and self._round.is_anything_free():
                self._take_some()
                yield self._env.timeout(STEP)
            else:
                yield self._waking
                self._waking = self._env.event()
                yield self._env.timeout(STEP * (1 - (self._env.now - self._renewed) % 1.0))

    def _take_some(self) -> None:
        run = self._round
        states = run.table.states(run.service.now)
        most = may_take(len(self.held), states.open, run.alive(), run.scenario.capacity)
        for _ in range(most):
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
        return Lease.granted(grant.shard, grant.token, self._ttl, self._local(asked))

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

    # --- what happens to it ---

    def cut(self) -> None:
        """Lose the service, for one reason more."""
        if self.is_online:
            self._lose_touch(is_running=True)
        self._cuts += 1

    def mend(self) -> None:
        """Reach the service again, unless there is another reason."""
        self._cuts -= 1
        if self.is_online:
            self._regain_touch()

    def freeze(self) -> None:
        """Stop running, without notice."""
        if not self.is_alive:
            return
        if self.is_online:
            self._lose_touch(is_running=False)
        self._round.settler.halts(self)
        self._is_frozen = True
        for tenure in self.held.values():
            self._stop(tenure)

    def wake(self) -> None:
        """Go on where it was frozen."""
        if not self.is_alive:
            return
        self._is_frozen = False
        self._first_try = self._env.now
        for tenure in self.held.values():
            self._go_on(tenure)
        if self.is_online:
            self._regain_touch()

    def die(self) -> None:
        """End by kill -9."""
        if self.is_online:
            self._lose_touch(is_running=False)
        self._round.settler.halts(self)
        self.is_alive = False
        for tenure in [*self.held.values()]:
            self._drop(tenure)
        self._retire()

    def leave(self) -> None:
        """End in an orderly way: what is under way is delivered, leases are given back."""
        if not self.is_online:
            self.die()
            return
        for tenure in [*self.held.values()]:
            self._stop(tenure)
            self._deliver(tenure, tenure.progress())
            lease, now = tenure.lease, self._round.service.now
            self._round.table.give_back(lease.shard, lease.token, now, pause_of(tenure.pause))
            self._drop(tenure)
        self._round.settler.leaves(self)
        self._round.service.workers.add(-1)
        self.beat = self._round.service.now
        self.is_alive = False
        self._retire()

    def _retire(self) -> None:
        self._round.retire(self)
        if not self._waking.triggered:
            self._waking.succeed()

    def _go_on(self, tenure: Tenure) -> None:
        """Send what waits to be sent, if the lease allows it."""
        if tenure.is_complete or tenure.is_sending:
            return
        if self.may_send(tenure):
            self._start(tenure)
            if not self.is_online:
                self._stop_at(tenure, self._real(tenure.lease.deadline))

    def may_send(self, tenure: Tenure) -> bool:
        """Return whether a lease allows a request now."""
        return tenure.lease.may_send(self._local(self._env.now))

    def _lose_touch(self, *, is_running: bool) -> None:
        """Put the end of the last renewal in the table, and go on until the deadline."""
        run = self._round
        self.beat = run.service.now
        self._changes += 1
        last = self._env.now - (self._env.now - self._renewed) % self._interval
        self._first_try = last + self._interval
        run.settler.loses_touch(self)
        run.service.workers.add(-1)
        run.service.held.add(-len(self.held))
        for tenure in self.held.values():
            self._expose(tenure, last)
            if is_running:
                send = run.scenario.underway * tenure.site.pace
                deadline = self._real(tenure.lease.deadline)
                self._stop_at(tenure, min(deadline, self._env.now + send))
        run.announce()

    def _expose(self, tenure: Tenure, last: float) -> None:
        self._deliver(
            tenure, max(tenure.delivered, tenure.progress() - self._round.scenario.underway)
        )
        asked = max(last, self._real(tenure.lease.deadline - (1 - MARGIN) * self._ttl))
        tenure.lease = tenure.lease.renewed(self._local(asked))
        shard, token, pause = tenure.lease.shard, tenure.lease.token, pause_of(tenure.pause)
        self._round.table.renew(shard, token, ms(asked), ms(self._ttl), pause)

    def _stop_at(self, tenure: Tenure, at: float) -> None:
        changes = self._changes

        def stop(_: Event) -> None:
            if (
                changes == self._changes
                and not self.is_online
                and tenure.site.shard.id in self.held
            ):
                self._stop(tenure)

        self._env.timeout(max(0.0, at - self._env.now)).callbacks.append(stop)

    def _regain_touch(self) -> None:
        """Renew all leases, and give up the shards that others have taken."""
        run = self._round
        run.service.workers.add(1)
        run.service.held.add(len(self.held))
        self._changes += 1
        asked = min(self._env.now, self._first_try)
        for tenure in [*self.held.values()]:
            lease, now = tenure.lease, run.service.now
            if not run.table.renew(lease.shard, lease.token, now, FOREVER, pause_of(tenure.pause)):
                self._drop(tenure)
                continue
            tenure.lease = lease.renewed(self._local(asked))
            self._deliver(tenure, tenure.progress())
            if tenure.is_complete:
                self._finish(tenure)
            else:
                self._go_on(tenure)
        self._renewed = self._env.now
        if asked < self._env.now:
            self._renew_soon()
        run.settler.is_back(self)
        self.rouse()

    def _renew_soon(self) -> None:
        """Renew in the usual interval what the late answer to a renewal left without a deadline."""
        changes = self._changes

        def renew(_: Event) -> None:
            if changes == self._changes and self.is_online:
                for tenure in self.held.values():
                    tenure.lease = tenure.lease.renewed(self._local(self._env.now))
                    self._go_on(tenure)

        self._env.timeout(self._interval).callbacks.append(renew)

    def _local(self, at: float) -> float:
        return self._zero + at * self._speed

    def _real(self, local: float) -> float:
        return (local - self._zero) / self._speed
