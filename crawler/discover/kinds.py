"""What a listing is, told by its bytes, and the links of it."""

import re
from typing import Literal

from crawler.discover.feed import read_feed
from crawler.discover.links import Link
from crawler.discover.listing import read_listing
from crawler.discover.lists import is_list, read_list
from crawler.discover.sitemap import read_sitemap
from crawler.discover.unpack import head_of, unpack

Kind = Literal["index", "feed", "sitemap", "list"]

_ROOT = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf|html|body)\b", re.IGNORECASE)
_KINDS: dict[bytes, Kind] = {
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
}


def kind_of(body: bytes, url: str) -> Kind:
    """What a listing is, by its own first element or line: servers are often wrong about it.

    Raises Fault `gzip` where it does not even begin to unpack.
    """
    head = head_of(body, url)
    if is_list(head):
        return "list"
    root = _ROOT.search(head[:4096].replace(b"\0", b""))
    return _KINDS.get(root[1].lower(), "index") if root else "index"


def read_links(body: bytes, url: str) -> list[Link]:
    """The links of a listing of any kind, packed or not. Raises Fault where its bytes cannot be
    read."""
    match kind_of(body, url):
        case "list":
            return read_list(body, url)
        case "sitemap":
            return read_sitemap(unpack(body, url), url)
        case "feed":
            return read_feed(unpack(body, url), url)
        case _:
            return read_listing(unpack(body, url), url)
