"""Links wait in little memory, and come out as they went in."""

import tracemalloc
from datetime import date

import pytest

from crawler.discover import StoryLink
from crawler.discover.waiting import BLOCK, WaitingLinks
from crawler.model import Hint
from crawler.sources import Source

SOURCE = Source("ledger", "Ledger", "https://ledger.example", ())
MANY = 20 * BLOCK
BYTES = 80
"""Maximum memory for a link."""


def link(number: int, title: str = "Ferry runs aground") -> StoryLink:
    hint = Hint("https://ledger.example/feed.xml", "2026-02-01", f"{title} {number}", None)
    url = f"https://ledger.example/military/library/news/2026/02/ferry-{number}"
    return StoryLink(url, SOURCE, date(2026, 2, 1 + number % 28), hint if number % 3 else None)


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
@pytest.mark.parametrize("title", ["Ferry runs aground", "Half a character: \ud83d"])
def test_links_come_in_their_order(count: int, title: str) -> None:
    links = [link(number, title) for number in range(count)]
    waiting = WaitingLinks(SOURCE)
    found: list[StoryLink] = []
    for each in links:
        waiting.add(each)
        if len(found) < count // 3:
            found.append(waiting.pop())

    while waiting:
        found.append(waiting.pop())

    assert found == links
    with pytest.raises(IndexError):
        waiting.pop()


def test_many_links_take_little_memory() -> None:
    tracemalloc.start()
    try:
        waiting = WaitingLinks(SOURCE)
        for number in range(MANY):
            waiting.add(link(number))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < MANY * BYTES
    assert waiting.pop() == link(0)
