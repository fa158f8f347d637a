"""Credits below a story, whatever its length."""

import pytest

from crawler.reading.page import read_page
from tests.support.pages import PROSE, html, page

URL = "https://archive.example/wmd/library/news/kelm/2001/kelm-011217.htm"
CREDITS = [
    ("By Ana Orr", "byline", "Ana Orr"),
    ("-- By Ana Orr", "byline", "Ana Orr"),
    ("(Written by Ana Orr)", "byline", "Ana Orr"),
    ("AFP", "agency", "Agence France-Presse"),
    ("(Xinhua)", "agency", "Xinhua News Agency"),
    ("Source: Xinhua", "agency", "Xinhua News Agency"),
    ("Source: Kelm Ferry Wire", "agency", "Kelm Ferry Wire"),
    ("-- Yonhap News Agency", "agency", "Yonhap News Agency"),
]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize(("credit", "field", "value"), CREDITS)
def test_a_credit_below_is_no_text(credit: str, field: str, value: str, count: int) -> None:
    texts = [f"{PROSE} It was meeting {number}." for number in range(count)]
    body = f"<title>x</title><h2>Talks Break Up</h2>{html('December 17, 2001', *texts, credit)}"
    (record,) = read_page(page(body, URL)).records

    assert record.body.split("\n\n") == texts
    assert record.headline == "Talks Break Up"
    assert (record.byline if field == "byline" else record.infosource.name) == value


@pytest.mark.parametrize("end", [" (AFP)", " -- Xinhua", " – Yonhap"])
def test_a_mark_behind_the_last_sentence_is_no_text(end: str) -> None:
    (record,) = read_page(page(html("Talks Break Up", PROSE, PROSE + end), URL)).records

    assert record.body == f"{PROSE}\n\n{PROSE}"


def test_a_last_sentence_with_a_dash_stays() -> None:
    last = f'{PROSE} "Nobody asked us." - not even once'
    (record,) = read_page(page(html("Talks Break Up", PROSE, last), URL)).records

    assert record.body.endswith("not even once")


@pytest.mark.parametrize("end", [" (By Ana Orr)", " (by Ana Orr)", " By Ana Orr"])
def test_writers_behind_the_last_sentence_are_no_text(end: str) -> None:
    (record,) = read_page(page(html("Talks Break Up", PROSE, PROSE + end), URL)).records

    assert (record.byline, record.body) == ("Ana Orr", f"{PROSE}\n\n{PROSE}")
