"""Labels of radio scripts, and the same words inside sentences."""

import pytest

from crawler.reading.page import read_page
from tests.support.pages import PROSE, page

URL = "https://archive.example/wmd/library/news/kelm/2001/kelm-011217-2718fb90.htm"
HEAD = "SLUG: {}\nDATE:\nNOTE NUMBER:\n\nDATE=12/17/01\nTITLE={}\nBYLINE=ANA ORR\n\n"


@pytest.mark.parametrize(
    ("slug", "title", "words", "headline"),
    [
        ("2-297681 (L-ONLY) Kelm / Boats", "KELM BOATS", "Kelm / Boats", "KELM BOATS"),
        ("(S-O) 2-297681 Kelm / Boats", "(L) KELM BOATS", "Kelm / Boats", "KELM BOATS"),
        ("2-297681 L-ONLY Kelm - Boats (CQ)", "S/L KELM", "Kelm - Boats", "KELM"),
    ],
)
def test_take_marks_in_front(slug: str, title: str, words: str, headline: str) -> None:
    text = HEAD.format(slug, title) + f"INTRO: {PROSE}\n\nTEXT: {PROSE}\n"
    (record,) = read_page(page(f"<html><body><pre>{text}</pre></body></html>", URL)).records

    assert (record.slugline, record.headline) == (words, headline)
    assert record.story_number == "2-297681"


SENTENCES = [
    "The clerk had marked the first file TEXT: and the second one INTRO: but nobody knew why.",
    "On the lid of the box that stood there was painted one word,\nDate: and no day behind it.",
    "The first of the files was marked with a word in red that said\nText: and so was the other.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_label_word_in_a_sentence_is_text(sentence: str) -> None:
    text = HEAD.format("2-297681 Kelm", "KELM") + f"INTRO: {PROSE}\n\nTEXT: {PROSE}\n\n{sentence}\n"
    (record,) = read_page(page(f"<html><body><pre>{text}</pre></body></html>", URL)).records

    assert record.body == f"{PROSE}\n\n{sentence}".replace("\n", " ").replace("  ", "\n\n")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_such_a_sentence_makes_no_script(sentence: str) -> None:
    text = f"KELM, Dec. 17 (AP) -- {PROSE}\n\n{sentence}\n"
    url = "https://archive.example/wmd/library/news/kelm/2001/kelm-011217.htm"
    (record,) = read_page(page(f"<html><body><pre>Boats\n\n{text}</pre></body>", url)).records

    assert record.infosource.code == "ap"
    assert sentence.replace("\n", " ") in record.body
