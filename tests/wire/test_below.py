"""Credits, end marks and notices below a story, joined to it by a block, a wrap or a short page."""

import pytest

from crawler.contract import Record
from crawler.reading.page import read_page
from tests.support.pages import PROSE, html, page

PRESS = "https://herald.example/old/2003/weir.html"
LAST = "The weir keeper went home before the vote was called."


def only(text: str, url: str = "") -> Record:
    (record,) = read_page(page(text, url) if url else page(text)).records
    return record


def pre(text: str) -> str:
    return f"<html><body><pre>\nKelm Votes on Weir\n\n{text}\n</pre></body></html>"


@pytest.mark.parametrize(
    "below",
    [
        "By Ilka M. Orne\n(AP)",
        "(AP)",
        "# # #",
        "By Ilka M. Orne\n\n(AP)\n\n# # #",
        "-0-\nBy Ilka M. Orne",
    ],
)
def test_lines_below_the_last_paragraph_are_no_part_of_it(below: str) -> None:
    record = only(pre(f"   {PROSE}\n   {LAST}\n{below}"))
    assert record.body.endswith(LAST)
    assert record.byline == ("Ilka M. Orne" if "Orne" in below else None)


@pytest.mark.parametrize("name", ["(AP).", "AFP.", "Xinhua."])
def test_an_agency_that_ends_a_wrapped_sentence_is_text(name: str) -> None:
    record = only(pre(f"{PROSE}\nSo said a reporter of\n{name}"))
    assert name.strip("().") in record.body


@pytest.mark.parametrize(
    ("credit", "code"),
    [("AFP", "afp"), ("(AP)", "ap"), ("Source: Xinhua", "xinhua"), ("- Kyodo", "kyodo")],
)
def test_a_credit_below_names_the_source_on_any_site(credit: str, code: str) -> None:
    record = only(html("<b>Kelm Votes on Weir</b>", "May 3, 2003", PROSE, LAST, credit), PRESS)
    assert record.infosource.code == code
    assert credit not in record.body


def test_a_notice_cut_by_a_wrap_goes_whole() -> None:
    notice = (
        "(c) 2001 Kelm Wire. All rights reserved. No part of this",
        "may be sold or printed again.",
    )
    assert only(html("Kelm Votes on Weir", PROSE, LAST, *notice)).body.endswith(LAST)


@pytest.mark.parametrize("day", ["17 December 2001", "December 17, 2001", "5:10 P.M. EST"])
def test_an_unknown_agency_and_a_day_above_the_text_in_its_block(day: str) -> None:
    block = "<br>".join(("Harbor Board of the Sill River Valley", day, PROSE, PROSE + " " + LAST))
    record = only(f"<html><body><p><b>Kelm Votes on Weir</b></p>{block}</body></html>")
    assert record.body.startswith(PROSE)
    assert record.headline == "Kelm Votes on Weir"


@pytest.mark.parametrize("title", ["Related", "Mehr zum Thema", "À lire aussi", "2 Comments"])
def test_a_short_story_ends_with_its_article_element(title: str) -> None:
    cards = "".join(f"<div class='card'><p>{n} {PROSE}</p></div>" for n in range(4))
    text = (
        "<html><body><main><article><h3>Kelm Votes on Weir</h3><div class='text'>"
        f"<p>{LAST} Nobody had asked her.</p><p>By Ilka M. Orne</p><p>(AP)</p></div></article>"
        f"<section><h2>{title}</h2>{cards}</section></main></body></html>"
    )
    record = only(text)
    assert record.body == f"{LAST} Nobody had asked her."
    assert record.byline == "Ilka M. Orne"


def test_a_teaser_in_an_article_element_above_the_story_is_not_the_story() -> None:
    text = (
        "<html><body><article><p>In brief: the ferry is late, as it was on all days of March.</p>"
        f"</article><div class='text'><h1>Kelm Votes on Weir</h1><p>{PROSE}</p><p>{LAST}</p></div>"
        "</body></html>"
    )
    assert PROSE in only(text).body
