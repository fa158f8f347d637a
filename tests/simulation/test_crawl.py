"""The invariants of a crawl hold, whatever fails, and the check finds violations."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benchmarks.simulation.__main__ import main
from benchmarks.simulation.crawl import Result, simulate
from benchmarks.simulation.scenario import QUIET, Failures, Scenario
from benchmarks.simulation.service import FOREVER, MakeTable, make_table
from benchmarks.simulation.tenure import Tenure
from benchmarks.simulation.witness import ViolationError
from benchmarks.simulation.worker import Worker
from crawler.cluster.lease_table import Grant, LeaseTable, States

SMALL = Scenario(
    dumps=1,
    workers=6,
    hosts=20,
    addresses=20_000,
    largest=3_000,
    publish=5.0,
    settle=0.001,
    capacity=8,
)
ROUGH = Failures(
    kills=1200.0,
    restart=60.0,
    freezes=1200.0,
    freeze=60.0,
    partitions=1200.0,
    partition=40.0,
    leaves=4000.0,
    outages=3000.0,
    outage=30.0,
    overloads=200.0,
)
"""A failure of some worker every minute."""


def test_all_is_settled_once_while_machines_fail() -> None:
    result = simulate(replace(SMALL, failures=ROUGH))

    assert result.stories == SMALL.addresses
    assert min(result.faults[what] for what in ("kill", "freeze", "cut", "leave", "restart")) >= 1
    assert result.takeovers >= 5
    assert result.settlers > 1
    assert result.seconds < 10 * result.bounds.ideal


def test_a_quiet_crawl_takes_as_long_as_its_longest_host() -> None:
    result = simulate(replace(SMALL, failures=QUIET))

    assert result.repeated == result.takeovers == 0
    assert result.settlers == 1
    assert result.bounds.ideal <= result.seconds < 1.05 * result.bounds.ideal + SMALL.publish


def test_the_same_seed_gives_the_same_figures() -> None:
    def figures(seed: int) -> Result:
        return simulate(replace(SMALL, failures=ROUGH, seed=seed))

    assert figures(5) == figures(5)
    assert figures(5) != figures(6)


def test_workers_wait_for_a_settler_that_is_slower() -> None:
    result = simulate(replace(SMALL, failures=QUIET, settle=1.0, slow=0.0))

    assert result.bounds.ideal == result.bounds.settler
    assert result.seconds < 1.05 * result.bounds.settler
    assert result.held_back > 0.9


def test_one_worker_is_bounded_by_its_capacity() -> None:
    result = simulate(replace(SMALL, failures=QUIET, workers=1, capacity=2, largest=1_000))

    assert result.bounds.ideal == result.bounds.machine
    assert result.seconds < 1.2 * result.bounds.ideal


def test_hosts_are_divided_among_dumps() -> None:
    result = simulate(replace(SMALL, failures=ROUGH, dumps=3))

    assert result.stories == SMALL.addresses
    assert result.settlers >= 3


def test_the_command_prints_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--workers 4 --hosts 12 --addresses 5000 --dumps 2 --quiet".split()) == 0

    shown = capsys.readouterr().out
    assert "settled  5,000 stories of 12 hosts, each once" in shown
    assert "takeovers  0 of 12 shards" in shown


times = st.floats(600.0, 4_000.0)
lengths = st.floats(0.1, 300.0)


@settings(max_examples=20, deadline=None, phases=[Phase.generate])
@given(
    failures=st.builds(
        Failures,
        kills=times,
        restart=lengths,
        freezes=times,
        freeze=lengths,
        partitions=times,
        partition=lengths,
        leaves=times,
        outages=times,
        outage=lengths,
        overloads=st.floats(5.0, 1_000.0),
        drift=st.floats(0.0, 0.04),
    ),
    ttl=st.floats(2.0, 60.0),
    delay=st.floats(0.1, 5.0),
    workers=st.integers(2, 8),
    seed=st.integers(0, 10**6),
)
def test_invariants_hold_whatever_fails(
    failures: Failures, ttl: float, delay: float, workers: int, seed: int
) -> None:
    scenario = replace(SMALL, hosts=8, addresses=2_000, largest=600, failures=failures)
    scenario = replace(scenario, ttl=ttl, delay=delay, workers=workers, seed=seed)

    assert simulate(scenario).stories == 2_000


class Hasty(LeaseTable):
    """Takes a shard over without waiting for the end of its lease."""

    def take(self, now: int, ttl: int) -> Grant | None:
        return super().take(now, ttl) or super().take(now + 2 * FOREVER, ttl)

    def states(self, now: int) -> States:
        return super().states(now + 2 * FOREVER)


class Restless(LeaseTable):
    """Forgets the time between two requests to a host."""

    def __init__(self, seconds: Mapping[str, float], pauses: Mapping[str, int]) -> None:
        super().__init__(seconds, dict.fromkeys(pauses, 0))

    def give_back(self, shard: str, token: int, now: int, pause: int) -> bool:
        return super().give_back(shard, token, now, 0)


class Unfenced(LeaseTable):
    """Accepts what a worker delivers whose shard was taken over."""

    def is_holder(self, shard: str, token: int) -> bool:
        return True

    def renew(self, shard: str, token: int, now: int, ttl: int, pause: int) -> bool:
        if shard in self._due:
            self._set(shard, now + ttl + pause)
        return True


class Forgetful(LeaseTable):
    """Believes that a shard is done once it was given back."""

    def give_back(self, shard: str, token: int, now: int, pause: int) -> bool:
        return self.finish(shard, token)


class Careless(Worker):
    """Sends what waits to be sent, without a look at its lease."""

    def may_send(self, tenure: Tenure) -> bool:
        return True


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (Hasty, "request"),
        (Restless, "begins"),
        (Unfenced, "request|twice"),
        (Forgetful, "not end"),
    ],
)
def test_the_check_finds_a_broken_table(broken: MakeTable, found: str) -> None:
    with pytest.raises(ViolationError, match=found):
        simulate(replace(SMALL, failures=ROUGH), broken)


def test_the_check_finds_a_worker_that_ignores_its_deadline() -> None:
    with pytest.raises(ViolationError, match="request"):
        simulate(replace(SMALL, failures=ROUGH), make_table, Careless)


def test_clocks_of_too_different_speed_are_found() -> None:
    """The margin of a lease allows a tenth."""
    fast = replace(ROUGH, drift=0.9, partition=120.0)
    with pytest.raises(ViolationError, match=r"request|begins"):
        simulate(replace(SMALL, failures=fast, underway=1000, ttl=10.0))
