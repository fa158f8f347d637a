"""Leases: who may request a shard's hosts, and from when."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.cluster.lease_table import LeaseTable, States
from crawler.cluster.leases import Lease

TTL = 3_000
PAUSE = 500


def table(*shards: str) -> LeaseTable:
    return LeaseTable(dict.fromkeys(shards, 1.0), dict.fromkeys(shards, PAUSE))


def test_the_longest_shard_is_taken_first() -> None:
    leases = LeaseTable({"a": 1.0, "b": 9.0, "c": 3.0}, dict.fromkeys("abc", 0))

    grants = [leases.take(1_000, TTL) for _ in range(4)]

    assert [grant and grant.shard for grant in grants] == ["b", "c", "a", None]
    assert [grant.token for grant in grants if grant] == [1, 2, 3]


def test_a_dead_workers_shard_is_taken_after_lease_and_pause() -> None:
    leases = table("a")
    leases.take(1_000, TTL)

    assert leases.take(1_000 + TTL + PAUSE - 1, TTL) is None
    grant = leases.take(1_000 + TTL + PAUSE, TTL)
    assert grant is not None
    assert (grant.token, grant.is_takeover) == (2, True)


def test_an_abandoned_shard_comes_before_fresh_ones() -> None:
    leases = LeaseTable({"a": 9.0, "b": 5.0, "c": 1.0}, dict.fromkeys("abc", 0))
    leases.take(0, TTL)

    grant = leases.take(TTL, TTL)

    assert grant is not None
    assert grant.shard == "a"


def test_the_old_token_is_rejected_after_a_takeover() -> None:
    leases = table("a")
    leases.take(0, TTL)
    leases.take(TTL + PAUSE, TTL)

    assert not leases.renew("a", 1, TTL + PAUSE, TTL, PAUSE)
    assert not leases.give_back("a", 1, TTL + PAUSE, PAUSE)
    assert not leases.finish("a", 1)
    assert leases.finish("a", 2)


def test_a_lease_that_ran_out_is_renewed_if_nobody_took_the_shard() -> None:
    leases = table("a")
    leases.take(0, TTL)

    assert leases.renew("a", 1, 100 * TTL, TTL, PAUSE)
    assert leases.take(101 * TTL, TTL) is None


def test_a_shard_that_is_given_back_waits_for_its_hosts() -> None:
    leases = table("a")
    leases.take(0, TTL)

    assert leases.give_back("a", 1, 10, 2_000)
    assert leases.take(2_009, TTL) is None
    assert leases.take(2_010, TTL) is not None


def test_states() -> None:
    leases = table(*"abcd")
    for shard in "abc":
        assert leases.take(1_000, TTL), shard
    leases.finish("a", 1)
    leases.give_back("b", 2, 1_000, 100)

    assert leases.states(1_050) == States(fresh=1, held=2, free=0, done=1)
    assert leases.states(1_100) == States(fresh=1, held=1, free=1, done=1)
    assert leases.states(1_100).open == 3


@given(
    st.lists(st.integers(1, 2_000), min_size=1, max_size=30),
    st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_two_holders_never_request_within_the_pause(steps: list[int], renews: list[bool]) -> None:
    """The holder's clock may be anything; only durations count."""
    leases, now, offset = table("a"), 10_000, 7_777.0
    grant = leases.take(now, TTL)
    assert grant is not None
    lease = Lease.granted("a", grant.token, TTL / 1000, offset + now / 1000)
    for step, is_renewed in zip(steps, renews, strict=False):
        asked = offset + now / 1000  # the service hears of it later
        now += step
        if is_renewed and leases.renew("a", lease.token, now, TTL, PAUSE):
            lease = lease.renewed(asked)
        if (taken := leases.take(now, TTL)) is not None:
            last = lease.deadline - offset
            assert now / 1000 - last >= PAUSE / 1000
            lease = Lease.granted("a", taken.token, TTL / 1000, offset + now / 1000)
