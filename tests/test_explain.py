"""The explanation of a page lists all of its text in page order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.rendering.corpus import pages
from crawler.base.faults import Fault
from crawler.model import Page
from crawler.reading.classifier.extract import extract
from crawler.reading.explain import explain_story, explain_text
from crawler.reading.explain.values import Explanation
from tests.support.golden import PAGES, golden_page
from tests.support.modern import MODERN
from tests.support.pages import PROSE, html, page
from tests.support.visible import seen

STORY = html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}", "(END)", "Join the mailing list")
RENDERED = [
    pytest.param(
        Page(each.url, "archive", each.data, datetime.fromisoformat(each.fetched)), id=str(n)
    )
    for n, each in enumerate(pages(120, 20261125))
]


def one_by_one(text: str) -> str:
    """The letters and figures of ASCII, without the characters between them."""
    return "".join(c for c in text if c.isascii() and c.isalnum())


def assert_listed_in_order(explanation: Explanation, page: Page) -> None:
    shown = " ".join(each.text for each in explanation.texts)
    assert one_by_one(shown) == one_by_one(seen(page))


@pytest.mark.parametrize("file", PAGES)
def test_golden_pages_are_listed_in_page_order(file: Path) -> None:
    page = golden_page(file)
    try:
        explanation = explain_story("page", page)
    except Fault:
        return
    assert_listed_in_order(explanation, page)
    assert_listed_in_order(explain_text("page", page), page)


@pytest.mark.parametrize("page", RENDERED)
def test_rendered_pages_are_listed_in_page_order(page: Page) -> None:
    assert_listed_in_order(explain_story("page", page), page)


def test_signs_reasons_and_places() -> None:
    texts = explain_story("page", page(STORY)).texts

    assert [(each.sign, each.why, each.text) for each in texts] == [
        ("=", "headline", "Kelm Talks End"),
        ("=", "located", "KELM"),
        ("=", "published", "Dec. 17"),
        ("=", "infosource", "(AP) --"),
        ("+", "", PROSE),
        ("-", "ending", "(END)"),
        ("-", "gs-mailing-list", "Join the mailing list"),
    ]
    assert {each.place for each in texts} == {"html/body/p"}


def test_equal_texts_are_listed_in_their_order() -> None:
    linked = STORY.replace("<p>", "<p><a href='/'>Kelm Talks End</a></p><p>", 1)
    texts = explain_story("page", page(linked)).texts

    assert [(each.sign, each.why, each.text) for each in texts[:2]] == [
        ("-", "link", "Kelm Talks End"),
        ("=", "headline", "Kelm Talks End"),
    ]


def test_fields_have_their_evidence() -> None:
    (fields,) = explain_story("page", page(STORY)).stories

    assert ("headline", "Kelm Talks End", "title") in [
        (field.name, field.value, field.evidence) for field in fields
    ]
    assert ("published", "2001-12-17", "dateline") in [
        (field.name, field.value, field.evidence) for field in fields
    ]


def test_every_text_of_a_page_without_story_has_the_reason() -> None:
    explanation = explain_story("page", page(html("Not Found", "No such page is on this server.")))

    assert explanation.verdict.startswith("not a story: ")
    assert {(each.sign, each.why) for each in explanation.texts} == {("-", "no-story")}
    assert explanation.stories == ()


def test_a_rejected_story_has_its_fault() -> None:
    undated = page(html("Kelm Talks End", f"KELM (AP) -- {PROSE}"), "https://archive.example/1")

    assert explain_story("page", undated).verdict.startswith("quarantined: no-date")


def test_the_main_text_is_listed_as_extracted() -> None:
    kept, removed = extract(page(MODERN))
    texts = explain_text("page", page(MODERN)).texts

    assert [each.text for each in texts if each.sign == "+"] == [block.text for block in kept]
    assert [(each.why, each.text) for each in texts if each.sign == "-"] == [
        (each.rule, each.text) for each in removed
    ]


@pytest.mark.parametrize("explain", [explain_story, explain_text])
def test_the_text_of_a_button_does_not_replace_other_text(
    explain: Callable[[str, Page], Explanation],
) -> None:
    menu = "<header><button>The Emmel Ledger</button><button>Related</button></header><nav>"
    crowded = page(MODERN.replace("<nav>", menu, 1))

    assert_listed_in_order(explain("page", crowded), crowded)
