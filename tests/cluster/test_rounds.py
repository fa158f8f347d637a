"""Rounds, shards and shares: the decisions of a worker, without service and clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.base.skips import SkipReason
from crawler.cluster.accounts import SourceFigures, only_earlier
from crawler.cluster.rounds import Entry, Round, RoundState, enter
from crawler.cluster.scheduling import may_take
from crawler.cluster.shards import Member, group

GRACE = 300_000


def a_round(state: RoundState = RoundState.OPEN, command: str = "same") -> Round:
    return Round("r1", command, "2026-03-01", opened=1_000, shards=3, state=state)


@pytest.mark.parametrize(
    ("found", "now", "entry"),
    [
        (None, 0, Entry.OPEN),
        (a_round(), 1_001, Entry.JOIN),
        (a_round(), 10**9, Entry.JOIN),
        (a_round(command="other"), 10**9, Entry.REFUSED),
        (a_round(RoundState.PUBLISHED), 1_000 + GRACE - 1, Entry.LATE),
        (a_round(RoundState.PUBLISHED), 1_000 + GRACE, Entry.OPEN),
        (a_round(RoundState.PUBLISHED, "other"), 1_001, Entry.OPEN),
        (a_round(RoundState.FAILED), 1_001, Entry.REOPEN),
        (a_round(RoundState.FAILED, "other"), 1_001, Entry.REFUSED),
    ],
)
def test_what_a_machine_does_that_is_started(found: Round | None, now: int, entry: Entry) -> None:
    assert enter(found, "same", now, GRACE) is entry


def test_sources_that_share_a_host_are_one_shard() -> None:
    shards = group(
        [
            Member("news", frozenset(["a.example"]), 1.0, 10),
            Member("sport", frozenset(["b.example", "a.example"]), 2.0, 5),
            Member("desk", frozenset(["b.example"])),
            Member("other", frozenset(["c.example"])),
        ]
    )

    assert [shard.sources for shard in shards] == [("desk", "news", "sport"), ("other",)]
    assert shards[0].hosts == {"a.example", "b.example"}
    assert shards[0].delay == 2.0
    assert shards[0].seconds == pytest.approx(20.01)


@given(
    st.dictionaries(
        st.integers(0, 30).map(str), st.frozensets(st.integers(0, 20).map(str), min_size=1)
    )
)
def test_each_host_is_in_one_shard(hosts: dict[str, frozenset[str]]) -> None:
    shards = group(Member(name, its) for name, its in hosts.items())

    assert sorted(name for shard in shards for name in shard.sources) == sorted(hosts)
    requested = [host for shard in shards for host in shard.hosts]
    assert len(requested) == len(set(requested))
    for shard in shards:
        assert shard.id == min(shard.sources)
        assert all(hosts[name] <= shard.hosts for name in shard.sources)


def test_workers_that_start_together_share_evenly() -> None:
    held = [0, 0, 0, 0]
    for _ in range(20):
        for worker, number in enumerate(held):
            held[worker] += min(may_take(number, 40, 4), 40 - sum(held))

    assert held == [10, 10, 10, 10]


def test_a_worker_that_starts_a_second_later_finds_shards() -> None:
    first = may_take(0, 40, 1)

    assert 0 < first < 10


def test_counters_of_a_shard_that_was_taken_over() -> None:
    figures = SourceFigures(
        discovered=10, skips={SkipReason.NOT_DUE: 2}, delivered=3, found_delivered=5
    )

    assert figures.gap == 0
    assert only_earlier(figures, settled=9) == 1
    assert only_earlier(figures, settled=7) < 0  # a delivered story is lost
