"""Links of an RSS or Atom feed, with the dates and titles it gives."""

import calendar
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser

from crawler.dates import rfc3339
from crawler.discover.links import Link, canonical
from crawler.model import Hint


def read_feed(body: bytes, url: str) -> list[Link]:
    """The entries of a feed, in its order; none where nothing can be read."""
    # A stream, for feedparser takes bare bytes for the name of a file or address to open.
    feed = feedparser.parse(BytesIO(body), response_headers={"content-location": url})
    links = [
        Link(address, Hint(found_on=url, date=_date(entry), title=_title(entry)))
        for entry in feed.entries
        if (address := canonical(entry.get("link") or entry.get("id") or "", url)) is not None
    ]
    following = [
        Link(address, Hint(found_on=url), leads_on=True)
        for link in feed.feed.get("links", ())
        if link.get("rel") == "next" and (address := canonical(link.get("href", ""), url))
    ]
    return links + following


def _date(entry: Any) -> str | None:
    printed = entry.get("published") or entry.get("updated")
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    if not printed or not parsed:
        return None
    moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    return rfc3339(moment) if ":" in printed else f"{moment:%Y-%m-%d}"


def _title(entry: Any) -> str | None:
    return " ".join(entry.get("title", "").split()) or None
