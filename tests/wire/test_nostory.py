"""What hosts show instead of a story, with 200."""

import pytest

from crawler.reading import read_page
from tests.pages import page

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
TEXT = "Nothing of what stands here was written by anybody who was in Kelm on that day. " * 5


@pytest.mark.parametrize("headline", [*NOTICES, *STORIES])
def test_a_notice_is_no_story(headline: str) -> None:
    body = f"<html><title>{headline}</title><h1>{headline}</h1><p>{TEXT}</p></html>"
    outcome = read_page(page(body.encode(), url="http://a.example/2003-04-01/harbor.html"))

    assert (outcome.verdict, outcome.reason) == (
        ("not_a_story", "notice") if headline in NOTICES else (None, None)
    )


def test_a_page_whose_script_broke_is_no_story() -> None:
    broken = f"<b>Warning</b>: mysql_connect(): Too many connections in /srv/db.php<br>{TEXT}"
    outcome = read_page(page(broken.encode(), url="http://a.example/2003-04-01/harbor.html"))

    assert outcome.reason == "notice"
