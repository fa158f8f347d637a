"""A batch stores each archive once, in order, whatever happens to its workers."""

from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benchmarks.simulation.batch import BatchScenario, simulate_batch

SMALL = BatchScenario(workers=4, pages=20_000, archive=500, ahead=10, store=0.0001, restart=5.0)
NEVER = float("inf")


def test_every_archive_is_stored_while_workers_are_killed() -> None:
    result = simulate_batch(replace(SMALL, kills=60.0, freezes=90.0))

    assert result.faults["kill"] > 0
    assert result.faults["freeze"] > 0
    assert result.stored + result.given_up == result.archives == 40
    assert result.repeated > 0


def test_quiet_workers_are_busy_all_the_time() -> None:
    result = simulate_batch(replace(SMALL, kills=NEVER, freezes=NEVER))

    assert (result.stored, result.repeated, result.given_up) == (40, 0, 0)
    assert result.ideal == result.reading
    assert result.seconds < 1.3 * result.ideal
    assert result.waiting < 12 * 2_000


def test_storing_is_the_bound_of_many_workers() -> None:
    quiet = replace(SMALL, kills=NEVER, freezes=NEVER)
    result = simulate_batch(replace(quiet, workers=100, store=0.001, ahead=40))

    assert result.ideal == result.storing
    assert result.seconds < 1.3 * result.ideal


def test_an_archive_that_ends_its_workers_is_given_up() -> None:
    result = simulate_batch(replace(SMALL, kills=2.0, freezes=NEVER, tries=2))

    assert result.given_up > 0
    assert result.stored + result.given_up == result.archives


@settings(max_examples=20, deadline=None, phases=[Phase.generate])
@given(
    kills=st.floats(20.0, 500.0),
    freezes=st.floats(20.0, 500.0),
    freeze=st.floats(0.1, 60.0),
    restart=st.floats(0.1, 60.0),
    workers=st.integers(1, 9),
    ahead=st.integers(1, 50),
    seed=st.integers(0, 10**6),
)
def test_no_archive_is_lost(
    kills: float, freezes: float, freeze: float, restart: float, workers: int, ahead: int, seed: int
) -> None:
    scenario = replace(SMALL, kills=kills, freezes=freezes, freeze=freeze, restart=restart)
    result = simulate_batch(replace(scenario, workers=workers, ahead=ahead, seed=seed))

    assert result.stored + result.given_up == result.archives
