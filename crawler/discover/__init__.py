"""From the places that name stories to the stories: pure functions on bytes and addresses."""

import re
from typing import Literal

from crawler.discover.feed import read_feed
from crawler.discover.frontier import Frontier, Lead
from crawler.discover.links import Link, canonical, without_user
from crawler.discover.listing import read_listing
from crawler.discover.sitemap import read_sitemap
from crawler.discover.window import Window, read_window

__all__ = [
    "Frontier",
    "Kind",
    "Lead",
    "Link",
    "Window",
    "canonical",
    "kind_of",
    "read_links",
    "read_window",
    "without_user",
]

Kind = Literal["index", "feed", "sitemap"]

_ROOT = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf|html|body)\b", re.IGNORECASE)
_KINDS: dict[bytes, Kind] = {
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
}


def kind_of(body: bytes) -> Kind:
    """What a listing is, by its own first element: servers are often wrong about it."""
    if body.startswith(b"\x1f\x8b"):
        return "sitemap"
    root = _ROOT.search(body[:4096].replace(b"\0", b""))
    return _KINDS.get(root[1].lower(), "index") if root else "index"


def read_links(body: bytes, url: str) -> list[Link]:
    """The links of a listing of any kind. Raises Fault where its bytes cannot be read."""
    match kind_of(body):
        case "sitemap":
            return read_sitemap(body, url)
        case "feed":
            return read_feed(body, url)
        case _:
            return read_listing(body, url)
