"""Text that the reading leaves out is listed, for stories cut by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crawler.model import Document, Story
from crawler.reading.clean import clean
from crawler.reading.page import read_document
from crawler.reading.wire.coverage import coverage_of, removed
from tests.support.pages import PROSE, html, page
from tests.support.visible import letters

ENDING = "The ferry to Orme Island went back to its winter timetable on the same day."
RELEASE = html(
    "Associated Press",
    "Talks on the Sill River End",
    "By Hanno L. Meien, Associated Press Writer",
    f"KELM, Dec. 17 (AP) -- {PROSE}",
    f"No day was named.<br>| |<br>{ENDING}",
    "# # #",
)
SCRIPT = html(
    "SLUG: 2-313877 Kelm Talks (L-O)",
    "TYPE=CORRESPONDENT REPORT",
    "DATELINE=KELM",
    f"INTRO: {ENDING}",
    f"TEXT: {PROSE}",
    "/// OPT ///",
    "No day was named.",
    "(SIGNED)<br>NEB/HL",
)


def read_page(body: str) -> tuple[Document, Story]:
    document = clean(page(body))
    (story,) = read_document(document).stories
    return document, story


def spans(body: str) -> list[tuple[str, str]]:
    document, story = read_page(body)
    return [
        (each.field or f"- {each.reason}", each.text) for each in coverage_of(document, (story,))
    ]


def test_a_release_is_accounted_for_line_by_line() -> None:
    assert spans(RELEASE) == [
        ("infosource", "Associated Press"),
        ("headline", "Talks on the Sill River End"),
        ("- label", "By"),
        ("byline", "Hanno L. Meien"),
        ("- label", ", Associated Press Writer"),
        ("located", "KELM"),
        ("published", "Dec. 17"),
        ("infosource", "(AP) --"),
        ("body", PROSE),
        ("body", "No day was named."),
        ("- cue", "| |"),
        ("body", ENDING),
        ("- ending", "# # #"),
    ]


def test_a_script_is_accounted_for_label_by_label() -> None:
    assert spans(SCRIPT) == [
        ("- label", "SLUG:"),
        ("story_number", "2-313877"),
        ("slugline", "Kelm Talks"),
        ("- label", "(L-O)"),
        ("- label", "TYPE="),
        ("genre", "CORRESPONDENT REPORT"),
        ("- label", "DATELINE="),
        ("located", "KELM"),
        ("- label", "INTRO:"),
        ("intro", ENDING),
        ("- header", "TEXT:"),
        ("body", PROSE),
        ("- cue", "/// OPT ///"),
        ("body", "No day was named."),
        ("- ending", "(SIGNED)"),
        ("- ending", "NEB/HL"),
    ]


@pytest.mark.parametrize(
    ("lost", "row"),
    [
        ({"headline": None}, ("header", "Talks on the Sill River End")),
        ({"byline": None}, ("header", "By Hanno L. Meien, Associated Press Writer")),
        ({"located": None}, ("label", "KELM,")),
        ({"dates": ()}, ("label", ", Dec. 17 (AP) --")),
        ({"body": (PROSE, ENDING)}, ("cue", "No day was named.")),
        ({"body": (PROSE, "No day was named.")}, ("ending", ENDING)),
        ({"body": (PROSE.replace(" on Sunday", ""), ENDING)}, ("cue", "on Sunday")),
    ],
)
def test_text_lost_by_a_parser_is_listed(lost: dict[str, object], row: tuple[str, str]) -> None:
    document, story = read_page(RELEASE)

    rows = [(each.rule, each.text) for each in removed(document, (replace(story, **lost),))]

    assert row in rows
    assert row not in [(each.rule, each.text) for each in removed(document, (story,))]


def test_the_place_is_that_of_the_block() -> None:
    document, story = read_page(RELEASE)

    assert {each.place for each in removed(document, (story,))} == {"html/body/p"}


WORDS = st.lists(
    st.sampled_from("a an the bell ferry Kelm said Sunday, river.".split()), min_size=9
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_each_letter_is_listed_exactly_once(body: list[list[str]], data: st.DataObject) -> None:
    """Whatever is cut out of a text, and however often its words come back."""
    document = clean(page(html(*(" ".join(words) for words in body))))
    kept = [" ".join(data.draw(cut(words))) for words in body]

    rows = coverage_of(document, (Story(tuple(text for text in kept if text)),))

    assert letters(*(each.text for each in rows)) == letters(*(b.text for b in document.blocks))


def cut(words: list[str]) -> st.SearchStrategy[list[str]]:
    """The words without a stretch of them."""
    ends = st.tuples(st.integers(0, len(words)), st.integers(0, len(words))).map(sorted)
    return ends.map(lambda ends: words[: ends[0]] + words[ends[1] :])
