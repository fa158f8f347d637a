"""Parts of reports: hosts, the flow of counters, the calendar of stories."""

from itertools import pairwise

from crawler.dump.counts import Counts
from crawler.reporting.days import MOST, calendar_of
from crawler.reporting.flow import flow_of
from crawler.run.hosts import MOST_CAUSES, MOST_HOSTS, Hosts


def test_hosts_have_their_median_and_their_failures() -> None:
    hosts = Hosts()
    for number in range(101):
        hosts.answer("User:x@Wire.example", 200, number / 100)
    hosts.answer("wire.example", 503, 7.25)
    hosts.fail("https://wire.example/c", "DownloadTimeoutError")
    hosts.fail("https://dead.example/", "CannotResolveHostError")
    hosts.fail("http://[bad", "ValueError")

    traffic = hosts.traffic()

    assert list(traffic) == ["dead.example", "wire.example"]
    wire = traffic["wire.example"]
    assert wire.answers == 102
    assert wire.failures == {"HTTP 503": 1, "DownloadTimeoutError": 1}
    assert wire.median is not None
    assert 0.44 <= wire.median <= 0.57
    assert wire.slowest == 7.25
    assert (traffic["dead.example"].answers, traffic["dead.example"].median) == (0, None)


def test_hosts_are_bounded() -> None:
    hosts = Hosts()
    for number in range(2 * MOST_HOSTS):
        hosts.fail(f"https://{number}.example/", f"Error{number}")
    for number in range(50):
        hosts.fail("https://0.example/", f"Cause{number}")

    traffic = hosts.traffic()

    assert len(traffic) == MOST_HOSTS
    assert len(traffic["0.example"].failures) == MOST_CAUSES + 1
    assert sum(traffic["0.example"].failures.values()) == 51


def test_the_flow_has_a_bar_for_each_counter_and_none_overlap() -> None:
    counts = Counts(
        discovered=1000, skipped=700, failed=1, fetched=299, published=250, unchanged=40,
        duplicate=3, quarantined=2, not_a_story=4,
    )  # fmt: skip

    flow = flow_of(counts)

    assert flow is not None
    shown = {bar.name: bar.count for bar in flow.bars}
    assert shown == {
        "discovered": 1000,
        "fetched": 299,
        "skipped": 700,
        "failed": 1,
        "published": 250,
        "unchanged": 40,
        "duplicate": 3,
        "quarantined": 2,
        "not a story": 4,
    }
    for x in {bar.x for bar in flow.bars}:
        column = [bar for bar in flow.bars if bar.x == x]
        for above, below in pairwise(column):
            assert below.y >= above.y + max(above.height, 20)
    assert flow_of(Counts()) is None


def test_the_calendar_has_no_gaps_and_few_units() -> None:
    for days, unit in (
        ({"2026-11-01": 1, "2026-11-28": 40}, "day"),
        ({"2025-01-01": 10, "2026-11-28": 10}, "month"),
        ({"1996-05-14": 30, "2025-05-02": 30}, "year"),
        ({"1970-01-01": 1, "2026-11-01": 10, "2026-11-28": 40}, "day"),
    ):
        calendar = calendar_of([days])
        assert calendar.unit == unit
        assert len(calendar.names) <= MOST
        assert len(set(calendar.names)) == len(calendar.names)
        assert calendar.names[-1] == max(days)[: len(calendar.names[-1])]
    assert calendar.count({"1970-01-01": 1, "2026-11-01": 10}) == {"2026-11-01": 10}
    assert calendar_of([{}]).names == ()
