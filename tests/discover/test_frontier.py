"""The frontier: which links are followed or fetched, and in which order."""

import re
import tracemalloc
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.base.faults import UsageFault
from crawler.base.skips import SkipReason
from crawler.discover import Frontier, Link, Window, read_window
from crawler.discover.dated import expand_start_paths
from crawler.model import Hint
from crawler.sources import Source, load_source
from crawler.sources.source import Newest

BASE = "http://127.0.0.1:8000"
TODAY = date(2026, 3, 2)
MANY = 20_000
"""Stories of which a crawl holds next to nothing: together they take 1.6 MB as texts."""


@pytest.fixture
def source(tmp_path: Path) -> Source:
    file = tmp_path / "ledger.toml"
    file.write_text(
        f"name = 'Ledger'\nbase = '{BASE}'\nhosts = ['ledger.example']\n"
        "story = ['^/(iraq|iran|all)/.*-[0-9]{6}', '^/read[?]id=']\nlisting = ['/$', '[?]page=']\n"
        "not_story = ['draft']\nnewest = {stories = 2, listings = 3, days = 3}\n"
        "topics = {all = '/', iraq = '/iraq/', iran = '/iran/'}\n"
        "start = {index = ['{topic}', '/day/{mm}-{dd}/'], feed = ['/feed.xml']}\n"
    )
    return load_source(file)


def link(path: str, day: str | None = None, leads_on: bool = False) -> Link:
    url = path if "://" in path else BASE + path
    return Link(url, Hint("x", day), leads_on)


def stories(frontier: Frontier) -> list[str]:
    return [lead.url.removeprefix(BASE) for lead in frontier.stories()]


def test_starts(source: Source) -> None:
    everything = Frontier(source, None, None, TODAY)
    iraq = Frontier(source, Window(date(2003, 1, 1), date(2003, 1, 1)), "iraq", TODAY)

    assert [url.removeprefix(BASE) for url in everything.starts()] == [
        "/feed.xml",
        "/",
        "/iraq/",
        "/iran/",
        "/day/03-02/",
        "/day/03-01/",
        "/day/02-28/",
    ]
    assert [url.removeprefix(BASE) for url in iraq.starts()] == [
        "/feed.xml",
        "/",
        "/iraq/",
        "/day/01-01/",
    ]


def test_each_address_once_whatever_its_host_and_scheme(source: Source) -> None:
    frontier = Frontier(source, Window(date(1990, 1, 1), TODAY), None, TODAY)

    frontier.take(
        [
            link("/iraq/2003/a-030401.htm"),
            link("https://ledger.example/iraq/2003/a-030401.htm"),
            link("http://ledger.example/iraq/2003/a-030401.htm?ref=feed"),
            link("http://elsewhere.example/iraq/a-030402.htm"),
            link("/iraq/draft-030403.htm"),
            link("/read?id=7"),
            link("/read?id=8"),
            link("/about.htm"),
        ]
    )

    assert stories(frontier) == ["/iraq/2003/a-030401.htm", "/read?id=7", "/read?id=8"]
    assert frontier.discovered == 3


def test_without_a_window_the_newest(source: Source) -> None:
    frontier = Frontier(source, None, None, TODAY)

    frontier.take(
        [link("/read?id=7"), link("/iraq/2003/a-030401.htm"), link("/read?id=8", "2004-01-01")]
    )

    assert stories(frontier) == ["/read?id=8", "/iraq/2003/a-030401.htm"]
    assert frontier.skipped == {"limit": 1}
    assert frontier.discovered == 3


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60), st.integers(1, 12))
def test_the_newest_are_those_of_all(links: list[tuple[int, bool]], most: int) -> None:
    """Letting go of what is no longer wanted changes nothing, in whatever order it is named."""
    terms = Newest(stories=most)
    source = Source("a", "A", BASE, (re.compile("^/read[?]"),), newest=terms)
    frontier = Frontier(source, None, None, TODAY)
    days: dict[int, date | None] = {}
    for number, is_dated in links:
        day = date(2003, 1, 1 + number % 20) if is_dated else None
        days[number] = days.get(number) or day
        frontier.take([link(f"/read?id={number}", day.isoformat() if day else None)])
    dated = sorted(
        ((day, f"/read?id={number}") for number, day in days.items() if day), reverse=True
    )

    kept = stories(frontier)

    assert kept[: len(dated)] == [path for _, path in dated][:most]
    assert len(kept) == min(most, len(days))
    assert frontier.discovered == len(days)
    assert frontier.skipped[SkipReason.LIMIT] == len(days) - len(kept)


@pytest.mark.slow
def test_of_many_stories_few_are_held(source: Source) -> None:
    def links() -> Iterator[Link]:
        return (link(f"/iraq/a-{number:06}x", "2004-01-01") for number in range(MANY))

    Frontier(source, None, None, TODAY).take(islice(links(), 100))  # loads what it needs
    frontier = Frontier(source, None, None, TODAY)
    tracemalloc.start()
    try:
        frontier.take(links())
        held, _ = tracemalloc.get_traced_memory()
        discovered = frontier.discovered
        kept = stories(frontier)
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert discovered == frontier.discovered == MANY
    assert held < MANY * 10  # bytes
    assert len(kept) == 2
    assert left < MANY * 10  # while the stories are fetched


def test_a_displaced_story_that_is_found_again_is_as_new(source: Source) -> None:
    frontier = Frontier(source, None, None, TODAY)

    frontier.take([link("/read?id=1", "2001-01-01")])
    frontier.take([link(f"/read?id={number}", "2010-01-01") for number in (2, 3, 4)])
    frontier.take([link("/read?id=1", "2015-01-01")])

    assert stories(frontier) == ["/read?id=1", "/read?id=4"]
    assert frontier.skipped[SkipReason.LIMIT] == 2
    assert frontier.discovered == 4


def test_a_window_goes_by_the_address_then_the_hint_and_keeps_the_undated(source: Source) -> None:
    frontier = Frontier(source, Window(date(2003, 4, 1), date(2003, 4, 30)), None, TODAY)

    frontier.take(
        [
            link("/iraq/2003/a-030401.htm", "2009-01-01"),
            link("/iraq/2003/a-030501.htm", "2003-04-01"),
            link("/read?id=1", "2003-04-02T00:00:00Z"),
            link("/read?id=2", "2003-05-02"),
            link("/read?id=3", "no date"),
        ]
    )

    assert stories(frontier) == ["/read?id=1", "/iraq/2003/a-030401.htm", "/read?id=3"]
    assert frontier.skipped[SkipReason.WINDOW] == 2


def test_a_topic(source: Source) -> None:
    frontier = Frontier(source, None, "iraq", TODAY)

    frontier.take(
        [
            link(p)
            for p in ("/iraq/2003/a-030401.htm", "/all/2003/a-030402.htm", "/iraq/2/", "/iran/2/")
        ]
    )

    assert stories(frontier) == ["/iraq/2003/a-030401.htm"]
    assert frontier.skipped[SkipReason.TOPIC] == 1
    assert frontier.listings(9) == [f"{BASE}/iraq/2/"]


def test_listings_undated_first_then_the_newest_up_to_the_limit(source: Source) -> None:
    frontier = Frontier(source, None, None, TODAY)

    frontier.take([link(p) for p in ("/iraq/2003/", "/iraq/2026/", "/?page=2", "/iraq/2004/05/")])
    frontier.take([link("/?page=2"), link("/about", leads_on=True)])
    first, rest = frontier.listings(2), frontier.listings(9)

    assert [url.removeprefix(BASE) for url in first + rest] == ["/?page=2", "/about", "/iraq/2026/"]


def test_listings_that_cannot_lead_into_the_window(source: Source) -> None:
    frontier = Frontier(source, Window(date(2003, 4, 1), date(2003, 4, 30)), None, TODAY)

    frontier.take([link(f"/iraq/{p}/") for p in ("2003", "2003/04", "2003/05", "2004", "more")])

    assert [url.removeprefix(BASE) for url in frontier.listings(9)] == [
        "/iraq/more/",
        "/iraq/2003/",
        "/iraq/2003/04/",
    ]


def test_dated_paths_newest_first_and_bounded() -> None:
    window = Window(date(1999, 11, 30), date(2000, 1, 2))

    assert [*expand_start_paths(["/{yyyy}/"], (), window, 9)] == ["/2000/", "/1999/"]
    assert [*expand_start_paths(["/{yy}{mm}"], (), window, 9)] == ["/0001", "/9912", "/9911"]
    assert [*expand_start_paths(["{topic}{dd}"], ["/a/", "/b/"], window, 2)] == [
        "/a/02",
        "/a/01",
        "/b/02",
        "/b/01",
    ]
    assert len([*expand_start_paths(["/{yyyy}{mm}{dd}"], (), window, 99)]) == 34


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2003-7-1", None, "since: '2003-7-1' is not a day like 2003-07-31"),
        ("20030701", None, "since: '20030701' is not a day"),
        (None, "2003-02-29", "until: '2003-02-29' is not a day"),
        (None, "tomorrow", "until: 'tomorrow' is not a day"),
        ("-7", None, "since: '-7' is not a day"),
        ("2003-07-02", "2003-07-01", "since: 2003-07-02 is after until: 2003-07-01"),
        ("2030-07-02", None, "since: 2030-07-02 is after until: 2026-03-02"),
    ],
)
def test_bad_windows(since: str | None, until: str | None, said: str) -> None:
    with pytest.raises(UsageFault, match=said):
        read_window(since, until, date(1990, 1, 1), TODAY)


def test_days_relative_to_today() -> None:
    begins = date(1996, 1, 1)

    assert read_window("-7d", "yesterday", begins, TODAY) == Window(
        date(2026, 2, 23), date(2026, 3, 1)
    )
    assert read_window("today", "-0d", begins, TODAY) == Window(TODAY, TODAY)


def test_half_a_window() -> None:
    begins = date(1996, 1, 1)

    assert read_window(None, "2003-07-01", begins, TODAY) == Window(begins, date(2003, 7, 1))
    assert read_window("2003-07-01", None, begins, TODAY) == Window(date(2003, 7, 1), TODAY)
