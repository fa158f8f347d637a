"""The settler of a round, which any worker may become. It publishes once all shards are done."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from benchmarks.simulation.service import FOREVER, MakeTable, ms
from crawler.cluster.leases import Lease, renewal_interval

if TYPE_CHECKING:
    from benchmarks.simulation.round_run import RoundRun
    from benchmarks.simulation.worker import Worker

SETTLER = "settler"


class Settler:
    """Who settles, and how far it is. A new one begins with the journal of the round."""

    def __init__(self, round_run: "RoundRun", make_table: MakeTable, publish: Callable[[], None]):
        self._round = round_run
        self._env = round_run.env
        self._scenario = round_run.scenario
        self._table = make_table({SETTLER: 1.0}, {SETTLER: 0})
        self._publish = publish
        self._rng = Random(f"settler {self._scenario.seed} {round_run.id}")
        self._worker: Worker | None = None
        self._lease: Lease
        self._asked = 0.0
        self._attempt = 0
        self.terms = 0
        """Workers that have settled."""
        self.repeated = 0.0
        """Seconds of work on journals."""

    def seek(self) -> None:
        """Let a worker take the settling, if it is free."""
        if self._worker or not self._round.service.is_up or self._round.is_over:
            return
        if not (found := self._round.online()):
            return
        now = self._round.service.now
        if (grant := self._table.take(now, FOREVER)) is None:
            due = self._table.next_due(now)
            if due is not None:
                self._later(max(0.001, due / 1000 - self._env.now), self.seek)
            return
        self._worker = self._rng.choice(found)
        self._asked = self._env.now
        self._lease = self._granted(grant.token, self._env.now)
        self.terms += 1
        self._attempt += 1
        attempt, begun = self._attempt, self._env.now
        self._later(self._round.flow.busy, lambda: self._settle(attempt, begun))

    def loses_touch(self, worker: "Worker") -> None:
        """A worker is cut off; the settler goes on until its deadline."""
        if worker is not self._worker:
            return
        interval = renewal_interval(self._scenario.ttl)
        last = self._asked + (self._env.now - self._asked) // interval * interval
        self._lease = self._granted(self._lease.token, last)
        self._table.renew(SETTLER, self._lease.token, ms(last), ms(self._scenario.ttl), 0)
        attempt = self._attempt
        self._later(
            max(0.0, self._lease.deadline - self._env.now),
            lambda: self._stop() if attempt == self._attempt and not worker.is_online else None,
        )

    def halts(self, worker: "Worker") -> None:
        """A worker is frozen or dead."""
        if worker is self._worker:
            self._stop()

    def is_back(self, worker: "Worker") -> None:
        """A worker has the service again."""
        if worker is self._worker:
            self._asked = self._env.now
            now = self._round.service.now
            if not self._table.renew(SETTLER, self._lease.token, now, FOREVER, 0):
                self._stop()
        self.seek()

    def leaves(self, worker: "Worker") -> None:
        """A worker ends in an orderly way."""
        if worker is self._worker:
            self._table.give_back(SETTLER, self._lease.token, self._round.service.now, 0)
            self._stop()

    def check(self) -> None:
        """Publish if all is settled."""
        attempt = self._attempt
        if self._worker and self._is_settling and self._round.is_complete:
            self._later(self._scenario.publish, lambda: self._swap(attempt))

    def _settle(self, attempt: int, begun: float) -> None:
        if attempt == self._attempt and self._worker:
            self.repeated += self._env.now - begun
            self._is_settling = True
            self._round.flow.set_open(is_open=True)
            self.check()

    def _swap(self, attempt: int) -> None:
        if attempt == self._attempt and self._worker:
            self._publish()

    def _stop(self) -> None:
        self._attempt += 1
        self._worker = None
        self._is_settling = False
        self._round.flow.set_open(is_open=False)
        self.seek()

    _is_settling = False

    def _granted(self, token: int, asked: float) -> Lease:
        return Lease.granted(SETTLER, token, self._scenario.ttl, asked)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        self._env.timeout(seconds).callbacks.append(lambda _: act())
