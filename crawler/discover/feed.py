"""Links of an RSS or Atom feed, with the dates and titles it gives."""

import re
from io import BytesIO
from typing import Any

import feedparser

from crawler.base.dates import as_rfc3339, as_stated
from crawler.discover.links import Link, canonical
from crawler.model import Hint

_ABSOLUTE = re.compile(r"\s*https?://", re.IGNORECASE)
_EMPTY_LINK = re.compile(rb"<link>\s*</link>|<link\s*/>", re.IGNORECASE)


def read_feed(body: bytes, url: str) -> list[Link]:
    """Return the entries of a feed, in its order; none where nothing can be read."""
    # A stream, for feedparser takes bare bytes for the name of a file or address to open.
    # HTML in it is nothing to us, and cleaning that would take the most time.
    body = _EMPTY_LINK.sub(b"", body)  # beside one, feedparser takes no `guid` for an address
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
    """Return the address of an entry as it is written; empty where it has none.

    A proxy of feeds (FeedBurner and its kin) links to itself, and names the story's own address in
    `origLink`. A `guid` is an address only where it is one by itself and the feed does not deny it;
    so is the `rdf:about` of RSS 1.0.
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
    """Return the first date of an entry that can be read, as it is written: feedparser's own
    reading guesses."""
    printed = (entry[name] for name in ("published", "updated", "created") if name in entry)
    return next((text for each in printed if (text := as_stated(each))), None)


def _modified(entry: Any) -> str | None:
    """Atom's `updated`; by that name feedparser also tells RSS's `dc:date`, which is another."""
    return as_rfc3339(entry["updated"]) if "updated" in entry else None


def _title(entry: Any) -> str | None:
    return " ".join(entry.get("title", "").split()) or None
