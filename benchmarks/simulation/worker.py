"""A simulated worker, and what happens to it."""

from typing import TYPE_CHECKING

from simpy import Event

from benchmarks.simulation.crawling import Clock, Crawling
from benchmarks.simulation.service import FOREVER, ms
from benchmarks.simulation.tenure import Tenure
from crawler.cluster.lease_table import pause_of
from crawler.cluster.leases import MARGIN

if TYPE_CHECKING:
    from benchmarks.simulation.round_run import RoundRun


class Worker(Crawling):
    """A worker that may be cut off, frozen or killed."""

    def __init__(self, round_run: "RoundRun", name: str, clock: Clock) -> None:
        super().__init__(round_run, name, clock)
        self._changes = 0
        self._first_try = 0.0

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
                self._stop_at(tenure, self._clock.real(tenure.lease.deadline))

    def may_send(self, tenure: Tenure) -> bool:
        """Return whether a lease allows a request now."""
        return tenure.lease.may_send(self._clock.local(self._env.now))

    def _lose_touch(self, *, is_running: bool) -> None:
        """Put the end of the last renewal in the table, and go on until the deadline."""
        run = self._round
        self.beat = run.service.now
        self._changes += 1
        last = self._env.now - (self._env.now - self._renewed) % self._interval
        self._first_try = last + self._interval
        run.settler.loses_touch(self)
        run.away[self.name] = self
        run.service.workers.add(-1)
        run.service.held.add(-len(self.held))
        for tenure in self.held.values():
            self._expose(tenure, last)
            if is_running:
                send = run.scenario.underway * tenure.site.pace
                deadline = self._clock.real(tenure.lease.deadline)
                self._stop_at(tenure, min(deadline, self._env.now + send))
        run.announce()

    def _expose(self, tenure: Tenure, last: float) -> None:
        self._deliver(
            tenure, max(tenure.delivered, tenure.progress() - self._round.scenario.underway)
        )
        asked = max(last, self._clock.real(tenure.lease.deadline - (1 - MARGIN) * self._ttl))
        tenure.lease = tenure.lease.renewed(self._clock.local(asked))
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
        run.away.pop(self.name, None)
        run.service.workers.add(1)
        run.service.held.add(len(self.held))
        self._changes += 1
        asked = min(self._env.now, self._first_try)
        for tenure in [*self.held.values()]:
            lease, now = tenure.lease, run.service.now
            if not run.table.renew(lease.shard, lease.token, now, FOREVER, pause_of(tenure.pause)):
                self._drop(tenure)
                continue
            tenure.lease = lease.renewed(self._clock.local(asked))
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
                    tenure.lease = tenure.lease.renewed(self._clock.local(self._env.now))
                    self._go_on(tenure)

        self._env.timeout(self._interval).callbacks.append(renew)
