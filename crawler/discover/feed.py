"""Links, dates and titles of RSS and Atom feeds."""

import re
from io import BytesIO
from typing import Any

from crawler.base.dates import as_rfc3339, as_stated
from crawler.discover.links import Link, canonical
from crawler.model import Hint

_ABSOLUTE = re.compile(r"\s*https?://", re.IGNORECASE)
_EMPTY_LINK = re.compile(rb"<link>\s*</link>|<link\s*/>", re.IGNORECASE)


def read_feed(body: bytes, url: str) -> list[Link]:
    """Return the entries of a feed, in its order; none if it cannot be parsed."""
    import feedparser  # takes 30 ms, and many crawls read no feed

    # A stream, because feedparser may open bare bytes as a file name or URL.
    # HTML in entries is not used; sanitizing it would take most of the time.
    body = _EMPTY_LINK.sub(b"", body)  # else feedparser would not use the `guid` as the link
    feed = feedparser.parse(BytesIO(body), resolve_relative_uris=False, sanitize_html=False)
    is_atom = feed.version.startswith("atom")
    links = [
        Link(address, Hint(url, _date(entry), _title(entry), _modified(entry) if is_atom else None))
        for entry in feed.entries
        if (address := canonical(_address(entry, feed.version), url)) is not None
    ]
    following = [
        Link(address, Hint(found_on=url), leads_on=True)
        for link in feed.feed.get("links", ())
        if link.get("rel") == "next" and (address := canonical(link.get("href", ""), url))
    ]
    return links + following


def _address(entry: Any, version: str) -> str:
    """Return the URL of an entry as written; empty if it has none.

    A feed proxy such as FeedBurner links to itself and has the story's URL in `origLink`. A `guid`
    counts if it is an absolute URL and not marked as `isPermaLink="false"`; so does the
    `rdf:about` of RSS 1.0.
    """
    for key, value in entry.items():
        if key.rpartition("_")[2] == "origlink" and _ABSOLUTE.match(str(value)):
            return str(value)
    link, guid = str(entry.get("link") or ""), str(entry.get("id") or "")
    if any(link == each.get("href") for each in entry.get("links", ())):
        return link
    is_permalink = entry.get("guidislink") or version in ("rss10", "rss090")
    return guid if is_permalink and _ABSOLUTE.match(guid) else ""


def _date(entry: Any) -> str | None:
    """Return the first valid date of an entry as written; feedparser's own parsing guesses."""
    printed = (entry[name] for name in ("published", "updated", "created") if name in entry)
    return next((text for each in printed if (text := as_stated(each))), None)


def _modified(entry: Any) -> str | None:
    """Return Atom's `updated`. Not for RSS, where feedparser uses that name for `dc:date`."""
    return as_rfc3339(entry["updated"]) if "updated" in entry else None


def _title(entry: Any) -> str | None:
    return " ".join(entry.get("title", "").split()) or None
