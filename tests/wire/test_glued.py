"""Titles that run into the dateline or text below them."""

import pytest

from crawler.reading.page import read_page
from tests.support.pages import PROSE, page

TITLE = "Boats Leave Kelm Harbor"
URL = "https://archive.example/wmd/library/news/kelm/2009/kelm-091116.htm"
DATELINES = [
    ("VELLAN, Nov. 16 (UPI) -- ", "VELLAN"),
    ("VELLAN, Odrania {AP} ", "VELLAN, Odrania"),
    ("PORT VELLAN, Nov. 16 Kyodo - ", "PORT VELLAN"),
    ("12:18 16/11/2009 VELLAN, November 16 (RIA Novosti) - ", "VELLAN"),
    ("VELLAN, November 16. /TASS/. ", "VELLAN"),
    ("Vellan, Nov 16, IRNA -- ", "Vellan"),
    ("Kelm/Vellan, 16 November 2009 (RFE/RL) - ", "Kelm/Vellan"),
    ("WASHINGTON, Nov. 16, 2009 -- ", "WASHINGTON"),
    ("WASHINGTON – ", "WASHINGTON"),
]
WAYS = ["<p><b>{}</b> {}</p>", "<p>{} {}</p>", "<p>{}<br>{}</p>", "<pre>{}\n{}\n</pre>"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("dateline", "located"), DATELINES)
def test_a_title_before_a_dateline(dateline: str, located: str, way: str) -> None:
    body = way.format(TITLE, dateline + PROSE) + f"<p>{PROSE}</p>"
    (record,) = read_page(page(f"<html><body>{body}</body></html>", URL)).records

    assert (record.headline, record.located) == (TITLE, located)
    assert record.body == f"{PROSE}\n\n{PROSE}"


@pytest.mark.parametrize("title", [TITLE, "Who Owns the Vellan Boats?", "ENVOY SAYS BOATS LEFT"])
def test_a_title_over_text_in_one_block(title: str) -> None:
    body = f"<p>{title}<br>{PROSE}</p><p>{PROSE}</p>"
    (record,) = read_page(page(f"<html><body>{body}</body></html>", URL)).records

    assert record.headline == title
    assert record.body == f"{PROSE}\n\n{PROSE}"


def test_the_pages_title_before_text() -> None:
    body = f"<title>{TITLE} - Archive</title><body><p>{TITLE} {PROSE}</p><p>{PROSE}</p>"
    (record,) = read_page(page(f"<html>{body}</html>", URL)).records

    assert (record.headline, record.body) == (TITLE, f"{PROSE}\n\n{PROSE}")


@pytest.mark.parametrize(
    "opening",
    [
        "The board met in Kelm on Sunday, May 5 -- the first time -- and went home by boat.",
        "An agency in Kelm (UPI) reported that the board had met on Sunday in the old hall.",
    ],
)
def test_a_sentence_is_no_title(opening: str) -> None:
    body = f"<body><h2>{TITLE}</h2><p>{opening}</p><p>{PROSE}</p>"
    (record,) = read_page(page(f"<html>{body}</html>", URL)).records

    assert record.headline == TITLE
    assert record.body == f"{opening}\n\n{PROSE}"
