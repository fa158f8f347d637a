"""Simulate a crawl, and return its figures."""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass

from simpy import Environment, Event

from benchmarks.simulation.faults import Machine, MakeWorker, restart
from benchmarks.simulation.round_run import RoundRun
from benchmarks.simulation.scenario import DAY, Scenario
from benchmarks.simulation.service import MakeTable, Service, make_table
from benchmarks.simulation.sites import Site, draw_sites, requests_of
from benchmarks.simulation.witness import ViolationError, Witness
from benchmarks.simulation.worker import Worker
from crawler.cluster.leases import renewal_interval

PER_STEP = 2
"""Commands of a worker per second: its heartbeat, and the state of the round."""
PER_STORY = 1 + 3 / 256
"""Commands for a story: its delivery, and its share in reading and deleting a batch."""
LONGEST = 20
"""A crawl that takes so many times the ideal duration does not end."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Seconds that a crawl takes at least, if nothing fails."""

    host: float
    """The longest host, at its pace."""
    machine: float
    """All shards, by the capacity of all workers."""
    settler: float
    """All stories of the largest dump, by the speed of a settler."""

    @property
    def ideal(self) -> float:
        """The largest of them."""
        return max(self.host, self.machine, self.settler)


@dataclass(frozen=True, kw_only=True)
class Result:
    """Figures of a simulated crawl."""

    bounds: Bounds
    seconds: float
    """Until the last round was published."""
    most: float
    """Until nine tenths of the stories were settled."""
    stories: int
    requests: int
    repeated: int
    takeovers: int
    faults: Counter[str]
    commands: float
    """Commands that the service was asked."""
    peak: float
    """Most commands per second, at most."""
    settlers: int
    """Terms of settlers, one per dump if nothing fails."""
    settler_repeated: float
    """Seconds in which settlers repeated journals, over all dumps."""
    settler_busy: float
    """Share of the time in which settlers settled something new."""
    workers_busy: float
    """Share of the workers' processors in use."""
    held_back: float
    """Share of the time in which workers waited for their settler."""


def bounds_of(scenario: Scenario, parts: list[list[Site]]) -> Bounds:
    """Return the bounds of a crawl that is divided among dumps."""
    seconds = [
        requests_of(site.stories, scenario.listing) * site.pace for part in parts for site in part
    ]
    return Bounds(
        host=max(seconds),
        machine=sum(seconds) / (scenario.workers * scenario.capacity),
        settler=max(sum(site.stories for site in part) for part in parts) * scenario.settle,
    )


def divide(sites: list[Site], parts: int) -> list[list[Site]]:
    """Divide sites so that all parts have about as many stories: the longest first, each to the
    smallest part."""
    if parts == 1:
        return [sites]
    found: list[list[Site]] = [[] for _ in range(parts)]
    sums = [0] * parts
    for site in sorted(sites, key=lambda site: (-site.stories, site.shard.id)):
        least = sums.index(min(sums))
        found[least].append(site)
        sums[least] += site.stories
    return found


def simulate(
    scenario: Scenario, make_table: MakeTable = make_table, make_worker: MakeWorker = Worker
) -> Result:
    """Simulate a crawl. Raises ViolationError if an invariant does not hold."""
    env, witness, faults = Environment(), Witness(), Counter[str]()
    service, over = Service(env), env.event()
    parts = divide(draw_sites(scenario), scenario.dumps)
    bounds = bounds_of(scenario, parts)

    def end() -> None:
        if all(each.is_over for each in rounds):
            over.succeed()

    rounds = [
        RoundRun(env, scenario, service, witness, f"dump {number}", sites, make_table, end)
        for number, sites in enumerate(parts)
    ]
    machines = [
        Machine(rounds[number % len(rounds)], number, make_worker, faults)
        for number in range(scenario.workers)
    ]
    watch = _Watch(env, rounds, 0.9 * scenario.addresses, bounds.ideal / 500)
    if scenario.failures.outages < float("inf"):
        env.process(restart(service, machines, scenario.failures, env, scenario.seed))
    env.run(until=over | env.timeout(LONGEST * bounds.ideal + DAY))
    if not over.triggered:
        left = sum(not each.is_complete for each in rounds)
        raise ViolationError(f"{left} rounds do not end in {env.now / DAY:.1f} days")
    faults["restart"] = service.asked.pop("restart", 0)
    return _result(scenario, bounds, watch.reached or env.now, service, witness, rounds, faults)


class _Watch:
    """When so many stories are settled."""

    def __init__(
        self, env: Environment, rounds: list[RoundRun], stories: float, step: float
    ) -> None:
        self.reached = 0.0
        self._rounds, self._stories = rounds, stories
        env.process(self._look(env, step))

    def _look(self, env: Environment, step: float) -> Generator[Event, None, None]:
        while sum(each.flow.settled for each in self._rounds) < self._stories:
            yield env.timeout(step)
        self.reached = env.now


def _result(
    scenario: Scenario,
    bounds: Bounds,
    most: float,
    service: Service,
    witness: Witness,
    rounds: list[RoundRun],
    faults: Counter[str],
) -> Result:
    seconds = rounds[0].env.now
    settling = seconds * len(rounds)
    interval = renewal_interval(scenario.ttl)
    settled = witness.settled
    steady = service.held.total / interval + PER_STEP * service.workers.total
    return Result(
        bounds=bounds,
        seconds=seconds,
        most=most,
        stories=settled,
        requests=witness.requests,
        repeated=sum(each.repeated for each in rounds),
        takeovers=sum(each.takeovers for each in rounds),
        faults=faults,
        commands=steady + settled * PER_STORY + service.asked.total(),
        peak=(
            service.held.peak / interval
            + PER_STEP * service.workers.peak
            + PER_STORY * sum(each.flow.peak for each in rounds)
        ),
        settlers=sum(each.settler.terms for each in rounds),
        settler_repeated=sum(each.settler.repeated for each in rounds),
        settler_busy=sum(each.flow.busy for each in rounds) / settling,
        workers_busy=settled * scenario.page / (scenario.workers * seconds),
        held_back=sum(each.flow.held_back for each in rounds) / settling,
    )
