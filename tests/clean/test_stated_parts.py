"""What JSON-LD states about the length and the parts of a text is evidence for the classifier."""

import json

import pytest
from lxml import html

from crawler.reading.classifier.extract import shown
from crawler.reading.classifier.head_statements import HeadStatements, read_head_statements
from crawler.reading.parse.visible import prune

PROSE = "The two sides met at the harbour in the morning and agreed on the next steps of the talks."
"""A paragraph of 19 words."""


def page(statement: object, paragraphs: int = 5) -> str:
    inside = "".join(f"<p>{PROSE} {number}.</p>" for number in range(paragraphs))
    script = f'<script type="application/ld+json">{json.dumps(statement)}</script>'
    return f"""<html><head>{script}</head><body>
<div class="lead free"><p>{PROSE}</p></div><div class="text paid">{inside}</div>
<div id="more"><p>{PROSE} Also.</p></div></body></html>"""


def traits(text: str) -> list[tuple[float, float]]:
    root = html.fromstring(text)
    stated = read_head_statements(root)
    prune(root)
    found, _ = shown(root, stated)
    return [found.stated_parts.of(number, box) for number, box in enumerate(found.boxes)]


def part(selector: object) -> dict[str, object]:
    return {
        "@type": "NewsArticle",
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False}
        | {"cssSelector": selector},
    }


@pytest.mark.parametrize(
    "selector", [".paid", "div.paid.text", "main > .paid", ["h1", ".paid"], "h1, .paid"]
)
def test_a_stated_part_holds_the_blocks_below_it(selector: object) -> None:
    assert [inside for inside, _ in traits(page(part(selector)))] == [0, 1, 1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    "selector",
    [".absent", "p.paid", "[data-paid]", "div:nth-child(2)", "", None, 7, ["", 3], "#", "."],
)
def test_a_selector_that_finds_nothing_or_needs_more_is_unknown(selector: object) -> None:
    assert {inside for inside, _ in traits(page(part(selector)))} == {-1}


def test_speakable_selects_by_id() -> None:
    stated = {"speakable": {"@type": "SpeakableSpecification", "cssSelector": ["#more"]}}
    assert [inside for inside, _ in traits(page(stated))] == [0, 0, 0, 0, 0, 0, 1]


def test_words_before_a_block_are_a_share_of_the_stated_number() -> None:
    shares = [share for _, share in traits(page({"wordCount": 119}))]
    assert shares[:2] == [0, pytest.approx(19 / 119)]
    assert shares[-1] == pytest.approx(1)  # 19 and five times 20 words precede it


@pytest.mark.parametrize("count", [0, 12, "many", 5000, None])
def test_a_number_that_is_small_or_not_shown_is_unknown(count: object) -> None:
    assert {share for _, share in traits(page({"wordCount": count}))} == {-9}


def test_a_number_may_be_text() -> None:
    assert traits(page({"wordCount": "119"})) == traits(page({"wordCount": 119}))


def test_broken_statements_are_passed_over() -> None:
    text = '<html><head><script type="application/ld+json">{"cssSelector": "\\u12", "wordCount": 99'
    root = html.fromstring(text + "</script></head><body><p>Text.</p></body></html>")
    assert read_head_statements(root) == HeadStatements(word_count=99)
