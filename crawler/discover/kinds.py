"""Detection of a listing's format from its bytes, and extraction of its links."""

import re
from collections.abc import Iterator
from typing import Literal

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.discover.feed import read_feed
from crawler.discover.json_lists import DOCUMENT, FEED, read_json_feed
from crawler.discover.links import Link
from crawler.discover.listing import read_listing
from crawler.discover.listing_decompression import head_of, unpack
from crawler.discover.lists import is_list, read_list
from crawler.discover.sitemap import read_sitemap

ListingKind = Literal["index", "feed", "json-feed", "sitemap", "list", "unknown"]

_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|rdf|html|body)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"<[a-z!/]", re.IGNORECASE)
_FEEDS = (b"rss", b"feed", b"rdf")


def kind_of(body: bytes, url: str, content_type: str | None = None) -> ListingKind:
    """Return a listing's format, by its first element or line: servers often declare a wrong one.

    Plain text without URLs that is declared as HTML (`no news today`) is an index. Raises Fault
    `gzip` if the start cannot be decompressed.
    """
    head = head_of(body, url)
    plain = head.replace(b"\0", b"")
    if DOCUMENT.match(plain) and FEED.search(plain):
        return "json-feed"
    if is_list(head):
        return "list"
    if _SITEMAP.search(plain):
        return "sitemap"
    if root := _ROOT.search(plain):
        return "feed" if root[1].lower() in _FEEDS else "index"
    is_xml = plain.lstrip().startswith(b"<?xml")
    if _MARKUP.search(plain) and not is_xml:
        return "index"
    is_html = "html" in (content_type or "").lower() and b"://" not in plain and not is_xml
    return "index" if is_html or not plain.strip() else "unknown"


def links_in(body: bytes, url: str, content_type: str | None = None) -> Iterator[Link]:
    """Yield the links of a listing in any format, gzipped or not.

    `content_type` is the HTTP header. Raises Fault if the bytes cannot be read, Fault `listing` if
    the format is unknown.
    """
    match kind_of(body, url, content_type):
        case "list":
            yield from read_list(body, url)
        case "sitemap":
            yield from read_sitemap(body, url, content_type)
        case "feed":
            yield from read_feed(unpack(body, url), url)
        case "json-feed":
            yield from read_json_feed(unpack(body, url), url)
        case "index":
            yield from read_listing(unpack(body, url), url, content_type)
        case _:
            raise Fault(FaultKind.LISTING, f"{url}: not HTML, a feed, a sitemap or a list of URLs")


def read_links(body: bytes, url: str, content_type: str | None = None) -> list[Link]:
    """Return the links of `links_in` as a list."""
    return list(links_in(body, url, content_type))
