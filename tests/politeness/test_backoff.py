"""Delays between requests to a host, and the circuit breaker."""

from datetime import UTC, datetime

import pytest

from crawler.politeness.backoff import FIRST, SLOWEST, decrease_delay, increase_delay, retry_after
from crawler.politeness.circuit import FAILURES, PAUSE, Circuit

NOW = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("0", 0),
        (" 120 ", 120),
        ("9" * 40, 999_999_999),
        ("Wed, 21 Oct 2026 07:29:00 GMT", 60),
        ("Wednesday, 21-Oct-26 07:29:00 GMT", 60),
        ("Wed, 21 Oct 2026 09:29:00 +0200", 60),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        (f"Wed, 21 Oct {'9' * 20} 07:28:00 GMT", None),
    ],
)
def test_retry_after_values(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_slower_with_each_strain_and_back() -> None:
    delays = [0.0]
    for _ in range(12):
        delays.append(increase_delay(delays[-1], floor=0.0))
    assert delays[1] == FIRST
    assert delays[-1] == SLOWEST

    delay, answers = delays[-1], 0
    while delay:
        delay, answers = decrease_delay(delay, 0.0, latency=30.0), answers + 1
    assert answers < 12


def test_never_faster_than_the_hosts_own_delay_nor_than_it_answers() -> None:
    assert increase_delay(1.0, floor=1.0) == 2.0
    assert decrease_delay(2.0, 1.0, latency=0.1) == 1.0
    assert decrease_delay(1.0, 1.0, latency=0.1) == 1.0
    assert decrease_delay(1.0, 1.0, latency=7.0) == 7.0
    assert increase_delay(300.0, floor=300.0) == 300.0


def test_a_circuit_opens_and_probes_and_closes() -> None:
    circuit = Circuit()
    assert [circuit.fail(now) for now in range(FAILURES)] == [False] * (FAILURES - 1) + [True]
    opened = FAILURES - 1.0
    assert not circuit.admits(opened + 1)
    assert not circuit.fail(opened + 2)  # one that was under way

    probing = opened + PAUSE
    assert circuit.admits(probing)
    assert not circuit.admits(probing + 1)
    assert not circuit.fail(probing + 2)
    assert not circuit.admits(probing + 2 + PAUSE)  # the second pause is longer
    assert circuit.admits(probing + 2 + 2 * PAUSE)
    assert circuit.succeed()

    assert circuit.admits(probing + 500)
    assert not circuit.fail(probing + 501)


def test_only_failures_in_a_row_count() -> None:
    circuit = Circuit()
    for now in range(20):
        assert not circuit.fail(now)
        assert not circuit.succeed()


def test_a_probe_that_is_never_answered_is_followed_by_another() -> None:
    circuit = Circuit()
    circuit.open(0.0, PAUSE)

    assert circuit.admits(PAUSE)
    assert not circuit.admits(PAUSE + 1)
    assert circuit.admits(2 * PAUSE)


def test_a_host_that_asks_for_long_is_left_alone_for_long() -> None:
    circuit = Circuit()

    assert circuit.open(0.0, 3600.0)
    assert not circuit.open(1.0, 3600.0)
    assert not circuit.admits(3600.0)
    assert circuit.admits(3601.0)
