"""Fetched pages for tests."""

from datetime import UTC, datetime

from crawler.model import Page

ADDRESS = "https://archive.example/wmd/library/news/kelm/2001/kelm-011217-ap01.htm"
FETCHED = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)
HEADLINE = "Council keeps the night ferry"
ARTICLE = (
    "The harbour council voted by eight to seven on Tuesday to keep the night ferry, ending a "
    "two-year dispute that had divided the town.",
    "Councillors had been told that the crossing, which carries about ninety people a night in "
    "winter, loses some 400,000 crowns a year.",
    "The council will ask the ministry to bear half of the loss, according to a paper that was "
    "laid before the meeting.",
)
"""Paragraphs of a modern page with that headline."""
PROSE = (
    "The talks on the Sill River broke up on Sunday without a date for the next round, "
    "and both delegations left Kelm by the same train."
)


def page(body: str | bytes, url: str = ADDRESS, content_type: str | None = None) -> Page:
    """Return a fetched page."""
    raw = body if isinstance(body, bytes) else body.encode()
    return Page(url, "archive", raw, FETCHED, content_type=content_type)


def html(*paragraphs: str) -> str:
    """Return a plain page with a `<p>` per paragraph."""
    return "<html><body>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</body></html>"
