"""The language of a record: stated by source or page, else detected."""

import pytest
from msgspec.structs import replace

from crawler.contract import sources_by_field
from crawler.reading.language import detect_language
from crawler.reading.page import read_page
from tests.support.languages import TEXTS, Text
from tests.support.pages import PROSE, html, page


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.language)
def test_detected(case: Text) -> None:
    assert detect_language(case.text) == case.language
    assert detect_language(case.text * 50) == case.language


@pytest.mark.parametrize("text", ["", "Kelm", "12:30 " * 40, "* " * 200, "Sill River, Kelm"])
def test_too_short_or_uncertain(text: str) -> None:
    assert detect_language(text) is None


def test_what_is_stated_goes_before_what_is_detected() -> None:
    plain = page(html("By Ana Orr", "KELM (AP) -- " + PROSE, PROSE))
    stated = replace(plain, body=plain.body.replace(b"<html>", b"<html lang=fr>"))
    configured = replace(stated, language="de")
    read = [read_page(each).records[0] for each in (plain, stated, configured)]
    assert [record.language for record in read] == ["en", "fr", "de"]
    evidence = [sources_by_field(record.evidence)["language"] for record in read]
    assert evidence == ["detected", "meta", "source"]


def test_a_few_english_words_make_no_text_english() -> None:
    text = (
        "De zangeres trad op met The Who and Friends, en ook That Was Then, With Love en This Is It"
        " van Their Own Band klonken in de zaal, waar de"
        " burgemeester had gegeten; of hij met zijn gasten bleef dansen, was niet te zien."
    )
    assert detect_language(text) == "nl"
