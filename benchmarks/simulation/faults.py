"""What happens to machines, network and service."""

import math
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from random import Random

from simpy import Environment, Event

from benchmarks.simulation.crawling import Clock
from benchmarks.simulation.round_run import RoundRun
from benchmarks.simulation.scenario import Failures
from benchmarks.simulation.service import LONGEST_PAUSE, Service
from benchmarks.simulation.worker import Worker

MakeWorker = Callable[[RoundRun, str, Clock], Worker]
Steps = Generator[Event, None, None]


class Machine:
    """A machine on which one worker after the other runs, and what it suffers."""

    def __init__(
        self,
        round_run: RoundRun,
        number: int,
        make_worker: MakeWorker,
        faults: Counter[str],
    ) -> None:
        self._round = round_run
        self._env: Environment = round_run.env
        self._failures: Failures = round_run.scenario.failures
        self._name = f"{round_run.id} machine {number}"
        self._make_worker = make_worker
        self._faults = faults
        self._started = 0
        self._rng = self._random("clock")
        speed = 1 + self._rng.uniform(-1, 1) * self._failures.drift
        self._clock = Clock(self._rng.uniform(0, 1e6), speed)
        self.worker: Worker | None = None
        self._env.process(self._start(self._rng.random()))
        for act, mean in (
            (self._kill, self._failures.kills),
            (self._leave, self._failures.leaves),
            (self._freeze, self._failures.freezes),
            (self._cut, self._failures.partitions),
        ):
            if math.isfinite(mean):
                self._env.process(self._suffer(act, mean))

    def _random(self, what: str) -> Random:
        return Random(f"{what} {self._name} {self._round.scenario.seed}")

    def _start(self, delay: float) -> Steps:
        yield self._env.timeout(delay)
        self._started += 1
        name = f"{self._name}, worker {self._started}"
        worker = self._make_worker(self._round, name, self._clock)
        if self._round.enter(worker):
            self.worker = worker
            self._round.settler.seek()

    def _suffer(self, act: Callable[[Worker, Random], Iterator[Event]], mean: float) -> Steps:
        rng = self._random(act.__name__)
        while not self._round.is_over:
            yield self._env.timeout(rng.expovariate(1 / mean))
            if self.worker and self.worker.is_alive and not self._round.is_over:
                self._faults[act.__name__.strip("_")] += 1
                yield from act(self.worker, rng)

    def _kill(self, worker: Worker, rng: Random) -> Steps:
        worker.die()
        yield from self._start(rng.expovariate(1 / self._failures.restart))

    def _leave(self, worker: Worker, rng: Random) -> Steps:
        worker.leave()
        yield from self._start(rng.expovariate(1 / self._failures.restart))

    def _freeze(self, worker: Worker, rng: Random) -> Steps:
        worker.freeze()
        yield self._env.timeout(rng.expovariate(1 / self._failures.freeze))
        worker.wake()

    def _cut(self, worker: Worker, rng: Random) -> Steps:
        worker.cut()
        yield self._env.timeout(rng.expovariate(1 / self._failures.partition))
        worker.mend()


def restart(
    service: Service, machines: list[Machine], failures: Failures, env: Environment, seed: int
) -> Steps:
    """Restart the service, again and again. Its data survive."""
    rng = Random(f"restarts {seed}")
    while True:
        yield env.timeout(rng.expovariate(1 / failures.outages))
        service.asked["restart"] += 1
        service.is_up = False
        for machine in machines:
            if machine.worker:
                machine.worker.cut()
        yield env.timeout(rng.expovariate(1 / failures.outage))
        service.is_up = True
        for machine in machines:
            if machine.worker:
                env.process(_reconnect(env, machine.worker, rng.uniform(0, LONGEST_PAUSE)))


def _reconnect(env: Environment, worker: Worker, delay: float) -> Steps:
    yield env.timeout(delay)
    worker.mend()
