"""Lists that recur on other pages have the same blocks and boxes as if they were read again."""

from collections.abc import Iterator

import pytest

from crawler.model import Block
from crawler.reading.parse import lists
from crawler.reading.parse.blocks import outlined
from crawler.reading.parse.tree import parse

LONG = "Readers of the harbor paper find the tide tables, all letters and the notices here"
ITEMS = f"<li class='i j'><a href=x><span>News</span></a></li>\n<li id=b>Sport <b>now</b><li>{LONG}"
MENU = f"<ul class=menu>{ITEMS}<li><p>One<p></p><ol><li>Two<br>Three</ol></ul>"
SAME = (
    MENU,
    f"{MENU} after",
    f"<p>Before<p></p>{MENU}<p>After",
    f"<div id=a><div>{MENU}</div>{MENU}</div>",
    f"<ul><li>{MENU}</ul>",
    f"<h2>Menu{MENU}</h2><p>After",
    f"<a href=x>Menu{MENU}</a>",
    f"<pre>One\n\n{MENU}</pre>",
)
"""Pages with one menu in other surroundings."""
Read = tuple[list[Block], list[int], tuple[object, ...]]


def read(page: str) -> Read:
    found, boxes, outline = outlined(parse(page.encode()))
    parts = (outline.parents, outline.places, outline.tags, outline.names, outline.kinds)
    return found, boxes, parts


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    lists._seen.clear()
    lists._known.clear()


@pytest.mark.parametrize("page", SAME)
def test_a_known_list_changes_nothing(page: str) -> None:
    forget()
    expected = read(page)
    for other in (*SAME, *SAME):
        read(other)
    assert read(page) == expected


def test_a_list_is_known_when_it_was_seen_twice() -> None:
    def lines() -> tuple[str, ...]:
        return next(block.lines for block in read(MENU)[0] if block.lines == (LONG,))

    first, second, third, fourth = (lines() for _ in range(4))
    assert first is not second
    assert second is third is fourth


def test_a_list_with_other_markup_is_another() -> None:
    for _ in range(3):
        read(MENU)
    other = MENU.replace("class=menu", "class=more")
    assert {block.place.split("/")[2] for block in read(other)[0]} == {"ul.more"}


def test_what_is_known_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_MOST_KNOWN", 3)
    monkeypatch.setattr(lists, "_MOST_SEEN", 4)
    for number in range(10):
        for _ in range(3):
            read(f"<ul><li>{LONG} {number}<li>{LONG}</ul>")
        assert len(lists._known) <= 3
        assert len(lists._seen) <= 4
    assert lists._known
