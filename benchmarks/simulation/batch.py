"""Simulate a batch (`crawler bulk`): one archive is one task, and one process stores the outcomes.

Workers take tasks in order; one that is killed has its task repeated by another, an outcome is
created once, and outcomes are stored in the order of the archives.
"""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from random import Random
from typing import Any

from simpy import Environment, Event, Interrupt, PriorityStore, Process

from benchmarks.simulation.scenario import DAY
from benchmarks.simulation.witness import ViolationError
from crawler.bulk.batch import AHEAD
from crawler.bulk.engine import TRIES

Steps = Generator[Event, Any, None]


@dataclass(frozen=True, kw_only=True)
class BatchScenario:
    """A batch over many archives. Times are seconds."""

    workers: int = 1000
    pages: int = 1_000_000_000
    archive: int = 40_000
    """Pages of an archive, in the mean."""
    spread: float = 0.5
    """Sigma of the log-normal distribution of archives' sizes."""
    read: float = 0.006
    """CPU of a worker for a page."""
    store: float = 0.0012
    """CPU of the coordinator for a page."""
    ahead: int = AHEAD
    """Tasks given to the workers beyond the one that is stored."""
    tries: int = TRIES
    """Workers that may die over one task."""
    kills: float = 10 * DAY
    """Between two kills of a worker."""
    restart: float = 120.0
    freezes: float = 20 * DAY
    """Between two freezes of a worker, after which its task is also given to another."""
    freeze: float = 120.0
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class BatchResult:
    """Figures of a simulated batch."""

    seconds: float
    reading: float
    """Seconds that all reading takes on all workers, at least."""
    storing: float
    """Seconds that all storing takes, at least."""
    archives: int
    stored: int
    """Archives whose outcome was stored."""
    given_up: int
    """Archives that ended too many workers."""
    pages: int
    repeated: int
    """Pages that were read once more."""
    waiting: int
    """Most pages whose outcomes waited to be stored."""
    workers_busy: float
    faults: Counter[str]

    @property
    def ideal(self) -> float:
        """Seconds that it takes at least."""
        return max(self.reading, self.storing)


class Batch:
    """Tasks, workers and the process that stores."""

    def __init__(self, scenario: BatchScenario) -> None:
        self.env = Environment()
        self.over = self.env.event()
        self._scenario = scenario
        rng = Random(f"archives {scenario.seed}")
        count = max(1, round(scenario.pages / scenario.archive))
        drawn = [rng.lognormvariate(0, scenario.spread) for _ in range(count)]
        factor = scenario.pages / sum(drawn)
        self.sizes = [max(1, round(each * factor)) for each in drawn]
        self._queue = PriorityStore(self.env)
        self._submitted = 0
        self._outcomes: dict[int, bool] = {}
        """Task -> whether it was read, or given up."""
        self._deaths: Counter[int] = Counter()
        self._ready = self.env.event()
        self.stored: list[int] = []
        self.given_up = self.repeated = self.read = 0
        self._waiting = self.waiting = 0
        self.faults: Counter[str] = Counter()
        self.env.process(self._store())
        for number in range(scenario.workers):
            self._hire(number)

    def _hire(self, number: int) -> None:
        process = self.env.process(self._serve())
        for what, mean in (
            ("kill", self._scenario.kills),
            ("freeze", self._scenario.freezes),
        ):
            if mean < float("inf"):
                rng = Random(f"{what} {number} {self._scenario.seed}")
                self.env.process(self._harm(process, what, mean, rng))

    def _harm(self, process: Process, what: str, mean: float, rng: Random) -> Steps:
        while True:
            yield self.env.timeout(rng.expovariate(1 / mean))
            self.faults[what] += 1
            process.interrupt(what)

    def _serve(self) -> Steps:
        """Run one task after the other; a killed worker is replaced."""
        while True:
            asking = self._queue.get()
            try:
                task: int = yield asking
                if task not in self._outcomes:
                    yield from self._run(task)
            except Interrupt:  # while it had no task
                asking.cancel()

    def _run(self, task: int) -> Steps:
        begun, needed = self.env.now, self.sizes[task] * self._scenario.read
        try:
            yield self.env.timeout(needed)
        except Interrupt as harm:
            done = self.env.now - begun
            if harm.cause == "kill":
                self.repeated += int(done / self._scenario.read)
                self._lose(task)
                yield self.env.timeout(self._scenario.restart)
                return
            self._repeat(task)
            yield self.env.timeout(self._scenario.freeze + needed - done)
        self._create(task)

    def _lose(self, task: int) -> None:
        self._deaths[task] += 1
        if self._deaths[task] < self._scenario.tries:
            self._repeat(task)
        elif task not in self._outcomes:
            self._create(task, is_read=False)

    def _repeat(self, task: int) -> None:
        if task not in self._outcomes:
            self._queue.put(task)

    def _create(self, task: int, *, is_read: bool = True) -> None:
        """Create the outcome of a task, unless another worker has."""
        if task in self._outcomes:
            self.repeated += self.sizes[task]
            return
        self._outcomes[task] = is_read
        self.read += self.sizes[task]
        self._waiting += self.sizes[task]
        self.waiting = max(self.waiting, self._waiting)
        if not self._ready.triggered:
            self._ready.succeed()

    def _submit(self) -> None:
        last = min(len(self.sizes), len(self.stored) + self.given_up + 1 + self._scenario.ahead)
        for task in range(self._submitted, last):
            self._queue.put(task)
        self._submitted = last

    def _store(self) -> Steps:
        """Store the outcomes in order."""
        for task, size in enumerate(self.sizes):
            self._submit()
            while task not in self._outcomes:
                self._ready = self.env.event()
                yield self._ready
            self._waiting -= size
            if not self._outcomes[task]:
                self.given_up += 1
                continue
            yield self.env.timeout(size * self._scenario.store)
            self.stored.append(task)
        self.over.succeed()


def simulate_batch(scenario: BatchScenario) -> BatchResult:
    """Simulate a batch. Raises ViolationError if an archive is lost or stored twice."""
    batch = Batch(scenario)
    batch.env.run(until=batch.over)
    if batch.stored != sorted(set(batch.stored)):
        raise ViolationError("archives are stored twice or out of order")
    if len(batch.stored) + batch.given_up != len(batch.sizes):
        raise ViolationError("archives are lost")
    pages = sum(batch.sizes[task] for task in batch.stored)
    return BatchResult(
        seconds=batch.env.now,
        reading=sum(batch.sizes) * scenario.read / scenario.workers,
        storing=sum(batch.sizes) * scenario.store,
        archives=len(batch.sizes),
        stored=len(batch.stored),
        given_up=batch.given_up,
        pages=pages,
        repeated=batch.repeated,
        waiting=batch.waiting,
        workers_busy=batch.read * scenario.read / (scenario.workers * batch.env.now),
        faults=batch.faults,
    )
