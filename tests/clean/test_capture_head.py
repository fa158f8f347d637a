"""Headers that caches and web archives insert above saved pages."""

import pytest

from crawler.contract import counts_by_rule
from crawler.reading.clean import clean
from crawler.reading.page import read_page
from tests.support.pages import PROSE, html, page

URL = "http://www.kelm.example/stories/talks.htm"
STORY = f"<h2>Talks Break Up</h2><p>By Ana Orr</p><p>KELM, May 7, 2001 -- {PROSE}</p><p>{PROSE}</p>"
HEADS = {
    "table": "<table border=1><tr><td>This is the cache of <a href='#'>http://kelm.example/a.htm</a>"
    " as retrieved on 3 Mar 2005 01:02:03 GMT.<br>The page may have changed.</td></tr></table><hr>",
    "form": "<div id=bar><form><input name=url value='http://kelm.example/a.htm'></form>"
    "<span>Captured 2011-06-04 12:00:59</span></div>",
    "centre": "<center><font size=2>Copy of www.kelm.example/a.htm, Mar 3, 2005 01:02:03 UTC</font>"
    "</center>",
    "wrapped": f"<div><div>Saved from http://kelm.example/a on 7.3.2012 8:15:00</div>{STORY}</div>",
}


@pytest.mark.parametrize("name", HEADS)
def test_a_capture_head_is_not_the_page(name: str) -> None:
    body = HEADS[name] if name == "wrapped" else HEADS[name] + STORY
    (record,) = read_page(
        page(f"<html><title>Talks Break Up</title><body>{body}</body>", URL)
    ).records

    assert record.headline == "Talks Break Up"
    assert record.byline == "Ana Orr"
    assert record.published.date == "2001-05-07"
    assert record.body == f"{PROSE}\n\n{PROSE}"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Source: Xinhua| 2001-05-07 20:11:32|Editor: Mu Lan</p>",
        "<div><h2>Talks Break Up</h2>http://www.kelm.example/ 2001-05-07 20:11:32</div>",
    ],
)
def test_a_clock_of_the_page_itself_stays(line: str) -> None:
    (record,) = read_page(page(f"<html><body>{line}{STORY}</body>", URL)).records

    assert record.headline == "Talks Break Up"
    assert "capture-head" not in counts_by_rule(record.removed)


def test_a_short_page_in_one_box_is_no_head() -> None:
    """Its text shows an address and a clock, and nothing is below it."""
    text = html(
        PROSE, "Posted 5:21:00 PM", "The list is at http://weir.example/list and nowhere else."
    )
    box = text.replace("<body>", "<body><div>").replace("</body>", "</div><p>Site map</p></body>")
    assert PROSE in " ".join(block.text for block in clean(page(box)).blocks)
