"""Links of stories are kept in a table: the newest, and each once."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import StoryLink
from crawler.discover.stories import Stories
from crawler.model import Hint
from crawler.sources import Source

SOURCE = Source("ledger", "Ledger", "https://ledger.example", ())
PEAK, LEFT = 30, 8
"""Most MB for the search of 50,000 stories, and after it: as objects, they take 38, of which 12
and more stay."""
SEARCH = """
import re
from datetime import date
from crawler.base.heap import give_back
from crawler.discover import Frontier, Link
from crawler.discover.waiting import WaitingLinks
from crawler.model import Hint
from crawler.sources import Source
from crawler.sources.source import Newest

def memory(name):
    (line,) = (line for line in open("/proc/self/status") if line.startswith(name))
    return int(line.split()[1]) / 1e3

base, before = "https://ledger.example", memory("VmRSS")
story = (re.compile("/library/"),)
source = Source("ledger", "Ledger", base, story, newest=Newest(stories=50_000))
frontier, waiting = Frontier(source, None, None, date(2026, 3, 2)), WaitingLinks(source)
for number in range(50_000):
    found = Hint(f"{base}/list/{number // 250}", "2026-02-01", f"Ferry runs aground for {number}")
    frontier.take([Link(f"{base}/military/library/news/2026/02/ferry-runs-{number}", found)])
for story in frontier.stories():
    waiting.add(story)
give_back()
print(memory("VmHWM") - before, memory("VmRSS") - before)
"""
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 6))


def link(number: int, day: date | None, title: str = "Ferry") -> StoryLink:
    return StoryLink(f"https://ledger.example/{number}", SOURCE, day, Hint("x", title=title))


def put(kept: Stories, story: StoryLink) -> None:
    mark = hash(story.url)
    kept.put(mark, story, kept.find(mark)[1])


def by_age(links: list[StoryLink]) -> list[StoryLink]:
    """The dated ones, newest first, then the others as they are."""
    dated = [story for story in links if story.day]
    dated.sort(key=lambda story: (story.day, story.url), reverse=True)
    return dated + [story for story in links if not story.day]


@given(
    found=st.lists(st.tuples(st.integers(-9, 30), DAYS), max_size=60),
    most=st.integers(1, 12),
)
def test_the_newest_are_kept(found: list[tuple[int, date | None]], most: int) -> None:
    kept, days = Stories(SOURCE, most), dict(reversed(found))
    for number, day in days.items():
        put(kept, link(number, day))

    dated = by_age([link(number, day) for number, day in days.items() if day])
    undated = [link(number, None) for number, day in days.items() if not day][:most]
    assert kept.undated == len(undated)
    assert kept.dated == min(len(dated), most)
    assert [*kept.newest(most)] == [*dated, *undated][:most]


@given(found=st.lists(st.tuples(st.integers(0, 9), DAYS), max_size=40))
def test_a_story_is_replaced_where_it_is(found: list[tuple[int, date | None]]) -> None:
    kept, expected = Stories(SOURCE, None), dict[int, StoryLink]()
    for turn, (number, day) in enumerate(found):
        expected[number] = link(number, day, f"Title {turn}")
        put(kept, expected[number])

        assert len(kept) == len(expected)
        assert kept.find(hash(expected[number].url)) == (True, expected[number])
    assert [*kept.newest(99)] == by_age([*expected.values()])


def test_a_dropped_story_is_known() -> None:
    kept, story = Stories(SOURCE, None), link(1, date(2026, 1, 1))
    put(kept, story)
    kept.drop(hash(story.url), story)
    kept.drop(2, None)

    assert (kept.find(hash(story.url)), kept.find(2), kept.find(3)) == (
        (True, None),
        (True, None),
        (False, None),
    )
    assert not len(kept)
    assert [*kept.newest(9)] == []


def test_half_a_character_in_a_title_is_kept() -> None:
    kept, story = Stories(SOURCE, 2), link(1, None, "Ferry \ud83d")
    put(kept, story)

    assert [*kept.newest(2)] == [story]


def test_a_link_without_a_hint_is_kept() -> None:
    kept, story = Stories(SOURCE, 2), StoryLink("https://ledger.example/1", SOURCE)
    put(kept, story)

    assert [*kept.newest(2)] == [story]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_search_takes_little_memory() -> None:
    found = subprocess.run(
        [sys.executable, "-c", SEARCH], capture_output=True, text=True, check=True
    )

    peak, left = map(float, found.stdout.split())
    assert peak < PEAK
    assert left < LEFT
