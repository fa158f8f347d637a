"""A round as it is simulated: its shards, its workers, its settler."""

from collections.abc import Callable

from simpy import Environment

from benchmarks.simulation.crawling import STEP
from benchmarks.simulation.flow import Flow
from benchmarks.simulation.scenario import Scenario
from benchmarks.simulation.service import MakeTable, Service, Table
from benchmarks.simulation.settler import Settler
from benchmarks.simulation.sites import Site
from benchmarks.simulation.witness import Witness
from benchmarks.simulation.worker import Worker
from crawler.cluster.lease_table import pause_of
from crawler.cluster.rounds import Entry, Round, RoundState, enter
from crawler.cluster.scheduling import may_take, workers_alive

COMMAND = "the same for all"
GRACE = 300_000


class RoundRun:
    """One dump's round."""

    def __init__(
        self,
        env: Environment,
        scenario: Scenario,
        service: Service,
        witness: Witness,
        name: str,
        sites: list[Site],
        make_table: MakeTable,
        when_over: Callable[[], None],
    ) -> None:
        self.env, self.scenario, self.service, self.witness = env, scenario, service, witness
        self.id = name
        self.sites = {site.shard.id: site for site in sites}
        self.flow = Flow(env, 1 / scenario.settle)
        self.table: Table = make_table(
            {site.shard.id: site.shard.seconds for site in sites},
            {site.shard.id: pause_of(site.shard.delay) for site in sites},
        )
        self.round: Round | None = None
        self.workers: list[Worker] = []
        self.away: dict[str, Worker] = {}
        """Those that do not reach the service, by name."""
        self.repeated = 0
        """Requests that are made again: stories that were fetched and not delivered, listings."""
        self.takeovers = 0
        self.settler = Settler(self, make_table, self._publish)
        self._when_over = when_over
        self._left = len(sites)
        self._alive: tuple[int, int] = (-1, 0)
        self._alarm = float("inf")
        self._gone: dict[str, int] = {}

    @property
    def is_over(self) -> bool:
        """Whether the round is published."""
        return self.round is not None and self.round.state is RoundState.PUBLISHED

    @property
    def is_complete(self) -> bool:
        """Whether all shards are done and settled."""
        return self._left == 0

    def enter(self, worker: Worker) -> bool:
        """Let a worker enter; return whether there is work for it."""
        match enter(self.round, COMMAND, self.service.now, GRACE):
            case Entry.OPEN if self.round is None:
                self.round = Round(self.id, COMMAND, "2026-11-30", self.service.now, self._left)
            case Entry.JOIN:
                pass
            case _:
                return False
        self.workers.append(worker)
        if not worker.is_online:
            self.away[worker.name] = worker
        return True

    def retire(self, worker: Worker) -> None:
        """Note that a worker has ended."""
        self.workers.remove(worker)
        self.away.pop(worker.name, None)
        self._gone[worker.name] = worker.beat
        self.announce()

    def online(self) -> list[Worker]:
        """Return the workers that reach the service."""
        return [worker for worker in self.workers if worker.is_online]

    def alive(self) -> int:
        """Return how many workers the service believes to be alive."""
        second = int(self.env.now)
        if self._alive[0] != second:
            now, ttl = self.service.now, int(self.scenario.ttl * 1000)
            self._gone = {name: beat for name, beat in self._gone.items() if now - beat <= ttl}
            others = self._gone | {name: worker.beat for name, worker in self.away.items()}
            online = len(self.workers) - len(self.away)
            alive = workers_alive(others | {"": now}, now, ttl) - 1 + online  # "" is one more
            self._alive = (second, max(1, alive))
        return self._alive[1]

    def may_take(self, held: int) -> int:
        """Return how many shards a worker may take now that holds so many."""
        states = self.table.states(self.service.now)
        return may_take(held, states.open, self.alive(), self.scenario.capacity)

    def is_anything_free(self) -> bool:
        """Return whether a shard could be taken now."""
        states = self.table.states(self.service.now)
        return states.fresh + states.free > 0

    def announce(self) -> None:
        """Wake the workers that wait for a shard, now and when the next lease runs out."""
        due = self.table.next_due(self.service.now)
        if due is None or not self.workers:
            return
        if due > self.service.now:
            if due < self.service.now + 10**9:
                self._set_alarm(due / 1000 + 0.001)
            return
        numbers = [self.may_take(held) for held in range(self.scenario.capacity)]
        for worker in self.workers:
            if worker.has_room and not (numbers[len(worker.held)] and worker.rouse()):
                self._set_alarm(self.env.now + STEP)  # its share may be larger by then

    def finish(self, site: Site) -> None:
        """Note that a shard is done."""
        site.is_done = True
        self._left -= 1
        self.settler.check()

    def _set_alarm(self, at: float) -> None:
        if at < self._alarm:
            self._alarm = at
            self.env.timeout(at - self.env.now).callbacks.append(lambda _: self._ring(at))

    def _ring(self, at: float) -> None:
        if at == self._alarm:  # else an earlier one was set since
            self._alarm = float("inf")
            self.announce()

    def _publish(self) -> None:
        if self.round is None:
            return
        self.witness.publishes(self.id, [*self.sites.values()])
        self.round = Round(
            self.id, COMMAND, self.round.day, self.round.opened, self.round.shards,
            state=RoundState.PUBLISHED,
        )  # fmt: skip
        self._when_over()
