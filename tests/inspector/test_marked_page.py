"""The copy of a page in which every text of its explanation is marked."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from benchmarks.rendering.corpus import pages
from crawler.base.faults import Fault
from crawler.base.text import repair
from crawler.inspector.alignment import align
from crawler.inspector.marked_page import MARK, mark_page
from crawler.model import Page
from crawler.reading.explain import explain_story, explain_text
from crawler.reading.explain.values import Explanation
from tests.support.golden import PAGES, golden_page
from tests.support.hostile import HOSTILE
from tests.support.modern import MODERN
from tests.support.pages import PROSE, html, page

RENDERED = [
    pytest.param(
        Page(each.url, "archive", each.data, datetime.fromisoformat(each.fetched)), id=str(n)
    )
    for n, each in enumerate(pages(60, 20261125))
]


def solid(text: str) -> str:
    return "".join(repair(text).split())


def marked(page: Page, explanation: Explanation) -> dict[int, str]:
    """Return the marked words of the copy by the number of their text."""
    soup = BeautifulSoup(mark_page(page, explanation.texts).html, "lxml")
    found: defaultdict[int, str] = defaultdict(str)
    for mark in soup.find_all(MARK):
        found[int(str(mark["n"]))] += mark.get_text()
        assert mark["s"] == explanation.texts[int(str(mark["n"]))].sign
    return found


def assert_all_marked(page: Page, explanation: Explanation) -> None:
    found = marked(page, explanation)
    for number, each in enumerate(explanation.texts):
        if each.text:
            assert solid(found[number]) == solid(each.text), each


@pytest.mark.parametrize("file", PAGES)
def test_every_text_of_a_golden_page_is_marked(file: Path) -> None:
    page = golden_page(file)
    try:
        explanation = explain_story("page", page)
    except Fault:
        return
    assert_all_marked(page, explanation)


@pytest.mark.parametrize("page", RENDERED)
def test_every_text_of_a_rendered_page_is_marked(page: Page) -> None:
    assert_all_marked(page, explain_story("page", page))
    assert_all_marked(page, explain_text("page", page))


def test_equal_texts_are_marked_each_in_its_place() -> None:
    story = html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}", PROSE)
    linked = page(story.replace("<p>", "<p><a href='/'>Kelm Talks End</a></p><p>", 1))
    explanation = explain_story("page", linked)
    soup = BeautifulSoup(mark_page(linked, explanation.texts).html, "lxml")

    teaser, headline = (m for m in soup.find_all(MARK) if m.get_text() == "Kelm Talks End")
    assert (teaser["s"], headline["s"]) == ("-", "=")
    assert teaser.find_parent("a")


@pytest.mark.parametrize("parser", ["lxml", "html.parser"])
def test_nothing_of_a_hostile_page_can_run_or_load(parser: str) -> None:
    hostile = page(html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}") + HOSTILE)
    explanation = explain_story("page", hostile)
    copy = mark_page(hostile, explanation.texts).html
    soup = BeautifulSoup(copy, parser)

    assert not soup.select(
        "script, iframe, object, link, meta[http-equiv], base, svg, video, img[src]"
    )
    names = {name for tag in soup.find_all(True) for name in tag.attrs}
    assert not [name for name in names if name.startswith("on")]
    assert names.isdisjoint(["href", "src", "srcset", "action", "formaction", "srcdoc", "target"])
    assert "evil.example" not in copy
    assert {mark.get_text() for mark in soup.select('[n="0"]')} == {explanation.texts[0].text}
    assert_all_marked(hostile, explanation)


def test_words_of_buttons_are_marked_in_the_buttons() -> None:
    crowded = page(MODERN.replace("<nav>", "<header><button>Related</button></header><nav>", 1))
    explanation = explain_story("page", crowded)
    soup = BeautifulSoup(mark_page(crowded, explanation.texts).html, "lxml")

    assert [mark.get_text() for mark in soup.select(f"button {MARK}")] == ["Related"]


def test_a_text_that_is_not_on_the_page_is_in_no_node() -> None:
    assert align(["one two", " three"], [(0, "one"), (1, "four"), (2, "two three")]) == [
        [(0, 3, 0), (4, 7, 2)],
        [(1, 6, 2)],
    ]
