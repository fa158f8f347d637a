"""Links of an RSS or Atom feed, with the dates and titles it gives."""

import calendar
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser

from crawler.dates import read_w3c, rfc3339
from crawler.discover.links import Link, canonical
from crawler.model import Hint


def read_feed(body: bytes, url: str) -> list[Link]:
    """The entries of a feed, in its order; none where nothing can be read."""
    # A stream, for feedparser takes bare bytes for the name of a file or address to open.
    # HTML in it is nothing to us, and cleaning that would take the most time.
    feed = feedparser.parse(
        BytesIO(body),
        response_headers={"content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    is_atom = feed.version.startswith("atom")
    links = [
        Link(address, Hint(url, _date(entry), _title(entry), _modified(entry) if is_atom else None))
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
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError):
        return None
    return read_w3c(rfc3339(moment) if ":" in printed else moment.date().isoformat())


def _modified(entry: Any) -> str | None:
    """Atom's `updated`; by that name feedparser also tells RSS's `dc:date`, which is another."""
    return read_w3c(entry["updated"]) if "updated" in entry else None


def _title(entry: Any) -> str | None:
    return " ".join(entry.get("title", "").split()) or None
