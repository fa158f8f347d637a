"""Pages of a whole day, in the markup of several years."""

import pytest

from crawler.addresses import read_address
from crawler.reading.page import read_page
from tests.support.pages import PROSE, page

URL = "http://www.kcna.co.jp/item/2004/200411/news11/18.htm"
FIRST = f"Wonsan, November 17 (KCNA) -- {PROSE}"
SECOND = f"Pyongyang, November 18 (KCNA) -- {PROSE} It was the third."
PAGES = {
    "bold paragraphs": f"<p><b>Boat Built</b></p><p>{FIRST}</p><p>{PROSE}</p>"
    f"<p><b>Talks End</b></p><p>{SECOND}</p>",
    "headings": f"<h3>Boat Built</h3>{FIRST}<p>{PROSE}<h3>Talks End</h3>{SECOND}",
    "breaks": f"<b>Boat Built</b><br>{FIRST}<br>{PROSE}<br><br><b>Talks End</b><br>{SECOND}<br>",
    "one block": f"<p>Boat Built<br>{FIRST}<br>{PROSE}<br>Talks End<br>{SECOND}</p>",
    "plain text": f"<pre>Boat Built\n\n{FIRST}\n\n{PROSE}\n\nTalks End\n\n{SECOND}\n</pre>",
    "cells": f"<table><tr><td><b>Boat Built</b><tr><td>{FIRST}<tr><td>{PROSE}"
    f"<tr><td><b>Talks End</b><tr><td>{SECOND}</table>",
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_each_story_is_a_record(body: str) -> None:
    outcome = read_page(page(f"<html><title>Past News</title><body>{body}</body></html>", URL))
    first, second = outcome.records

    assert (first.headline, second.headline) == ("Boat Built", "Talks End")
    assert (first.located, second.located) == ("Wonsan", "Pyongyang")
    assert (first.published.date, second.published.date) == ("2004-11-17", "2004-11-18")
    assert first.body == f"{PROSE}\n\n{PROSE}"
    assert second.body == f"{PROSE} It was the third."
    assert first.infosource.code == "kcna"


def test_a_story_that_quotes_a_dateline_is_one() -> None:
    body = f"<h3>Boat Built</h3><p>{FIRST}</p><p>{PROSE}</p><p>Wonsan, May 4 (UPI) -- {PROSE}</p>"

    assert len(read_page(page(body, URL)).records) == 1


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("item/1997/9701/news01/07.htm", "1997-01-07"),
        ("item2/2001/200102/news02/28.htm", "2001-02-28"),
        ("item/2009/200901/news06/20090106-11ee.html", "2009-01-06"),
        ("item/2004/200411/news11/31.htm", "None"),
    ],
)
def test_day_of_an_address(path: str, day: str) -> None:
    assert str(read_address(f"http://www.kcna.co.jp/{path}").day) == day
