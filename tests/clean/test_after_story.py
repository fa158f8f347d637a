"""Boilerplate after the story's element: comments, teasers, author boxes."""

import pytest

from crawler.reading.page import read_page
from tests.support.pages import PROSE, page

TEXTS = [f"{PROSE} It was meeting {number}." for number in range(4)]
STORY = "".join(f"<p>{text}</p>" for text in TEXTS)
BEHIND = {
    "comments": "<div id=c><h3>2 Comments</h3><p>Ana says:<br>I was there and saw "
    "nothing.</p></div>",
    "teasers": "<section><h2>Read next</h2><div><h3>Eels Return</h3><p>The eels of Kelm came back "
    "on Sunday, and nobody knows why they had left.</p></div></section>",
    "writer": "<div class=bio><h4>About Harbor Desk</h4><p>The desk collects what agencies "
    "say of Kelm and has done so since 1996.</p></div>",
    "appeal": "<div class=x><p>Stay with us and read more of what happens in Kelm "
    "every day.</p></div>",
}


@pytest.mark.parametrize("name", BEHIND)
@pytest.mark.parametrize("box", ["div id=story", "article", "td"])
def test_sentences_behind_the_box_go(box: str, name: str) -> None:
    start, end = (f"<{box}>", f"</{box.split()[0]}>")
    if box == "td":
        start, end = "<table><tr><td>", "</td></tr></table>"
    body = f"<div><h1>Talks Break Up</h1>{start}<p>KELM (AP) -- {TEXTS[0]}</p>{STORY}{end}"
    outcome = read_page(page(f"<html><body>{body}{BEHIND[name]}</div></body></html>"))

    assert outcome.records[0].body == "\n\n".join([TEXTS[0], *TEXTS])


def test_a_sign_off_behind_the_box_is_read() -> None:
    body = f"<div><h1>Talks Break Up</h1><div id=s>{STORY}</div><div>By Ana Orr</div></div>"
    (record,) = read_page(page(f"<html><body>{body}</body></html>")).records

    assert record.byline == "Ana Orr"
    assert record.body == "\n\n".join(TEXTS)


def test_text_that_a_stray_tag_put_elsewhere_stays() -> None:
    parts = f"<div id=a>{STORY}</div><div><div>{STORY.replace('meeting', 'vote')}</div></div>"
    (record,) = read_page(page(f"<html><body><div><h1>Talks</h1>{parts}</div></body>")).records

    assert "It was vote 3." in record.body
