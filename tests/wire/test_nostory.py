"""Pages that hosts send instead of a story, with status 200."""

import pytest

from crawler.model import Outcome
from crawler.reading.page import read_page
from tests.support.pages import page

NOTICES = (
    "Service Unavailable",
    "Error 503: Service Unavailable",
    "403 Forbidden",
    "Access Denied - Acme Firewall",
    "Attention Required! | Acme",
    "This site is temporarily unavailable",
    "Just a moment...",
    "Checking your browser before accessing ledger.example.",
    "Verify you are a human",
    "Please enable JavaScript and cookies",
    "Before you continue to the Ledger",
    "We value your privacy",
    "Subscribe to continue reading",
    "Index of /news/2003",
)
STORIES = (
    "Forbidden city opens to visitors",
    "Access denied: inspectors turned away at Kelm",
    "Site unavailable to inspectors, agency says",
    "Just a moment of peace",
    "Servers down at the ministry of ports",
)
TEXT = "Nothing on this page was written by anybody who was in Kelm on that day. " * 5


@pytest.mark.parametrize("headline", [*NOTICES, *STORIES])
def test_a_notice_is_no_story(headline: str) -> None:
    body = f"<html><title>{headline}</title><h1>{headline}</h1><p>{TEXT}</p></html>"
    outcome = read_page(page(body.encode(), url="http://a.example/2003-04-01/harbor.html"))

    assert outcome.verdict == ("not_a_story" if headline in NOTICES else None)
    assert (outcome.reason or "").startswith(
        "error or placeholder page: " if headline in NOTICES else ""
    )


def test_a_page_whose_script_broke_is_no_story() -> None:
    broken = f"<b>Warning</b>: mysql_connect(): Too many connections in /srv/db.php<br>{TEXT}"
    outcome = read_page(page(broken.encode(), url="http://a.example/2003-04-01/harbor.html"))

    assert outcome.reason is not None
    assert outcome.reason.startswith(
        "error or placeholder page: text starts with 'Warning: mysql_connect()"
    )


ROW = tuple(f"The harbour board met {word} on Tuesday and put off the vote." for word in "abcd")
VIEWPORT = '<meta name="viewport" content="width=device-width">'


def of_folder(path: str, main: str, head: str = "") -> Outcome:
    """What came of a page of today at an address that ends as an index's."""
    text = (
        f"<html><head>{VIEWPORT}{head}<title>Harbour vote | Post</title></head><body>{main}</body>"
    )
    return read_page(page(text, url=f"https://post.example{path}"))


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("/town/harbour-vote/", '<meta property="article:published_time" content="2024-03-05">'),
        ("/2024/03/05/harbour-vote/index.html", ""),
        ("/2024/03/05/harbour-vote/", ""),
        ("/town/harbour/default.aspx", '<meta name="date" content="2024-03-05">'),
        ("/?p=4711", '<meta property="article:published_time" content="2024-03-05">'),
        ("/index.php?id=4711", '<meta property="article:published_time" content="2024-03-05">'),
    ],
)
def test_a_story_at_the_address_of_a_folder_is_a_story(path: str, head: str) -> None:
    text = "".join(f"<p>{each}</p>" for each in ROW)
    outcome = of_folder(path, f"<article><h1>Harbour vote is put off</h1>{text}</article>", head)

    assert [record.headline for record in outcome.records] == ["Harbour vote is put off"]


@pytest.mark.parametrize(
    ("path", "lead"),
    [
        ("/", "URL is the site's home page"),
        ("/2024/03/05/", "URL is a directory"),
        ("/town/index.html", "URL is a directory"),
    ],
)
def test_an_index_is_no_story_and_the_reason_names_what_was_found(path: str, lead: str) -> None:
    items = "".join(
        f'<div><h3><a href="/{number}">Vote {number} is put off</a></h3><p>{text}</p></div>'
        for number, text in enumerate(ROW)
    )
    outcome = of_folder(path, f"<main><h1>Town</h1><p>5 March 2024</p>{items}</main>")

    assert not outcome.records
    assert outcome.reason
    assert outcome.reason.startswith(("index: ", "no running text: "))
    assert lead in outcome.reason or "blocks" in outcome.reason


@pytest.mark.parametrize("headline", ["Search for lost pilots goes on", "Help reaches the islands"])
def test_a_headline_that_begins_like_a_service_page_is_a_story_of_its_day(headline: str) -> None:
    body = f"<html><title>{headline}</title><h1>{headline}</h1><p>{TEXT}</p></html>"

    assert read_page(page(body, url="http://a.example/2003-04-01/harbor.html")).records


def test_a_page_without_text_is_classified_by_its_content() -> None:
    outcome = of_folder("/town/vote", '<div id="app">Loading</div>')

    assert outcome.reason == "no running text: 1 words in 1 blocks (longest: 1)"
