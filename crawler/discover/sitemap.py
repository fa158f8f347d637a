"""Links of sitemaps and sitemap indexes, with the dates and titles of news sitemaps."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

from lxml import etree

from crawler.base.dates import as_rfc3339, as_stated
from crawler.discover.decoding import decode
from crawler.discover.links import Link, canonical
from crawler.discover.listing_decompression import MOST_BYTES, unpack, unpacking
from crawler.model import Hint

_VALUES = frozenset({"loc", "lastmod", "publication_date", "title"})
_ENTRIES = frozenset({"url", "sitemap"})
_MEDIA = frozenset({"image", "video"})
"""Elements with their own location, title and date."""

_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<(?P<close>/?)(?:[\w.-]++:)?(?P<name>[\w.-]++)[^<>]*+>|(?P<text>[^<]+)",
    re.DOTALL,
)
_INDEX = re.compile(r"<(?:[\w.-]+:)?sitemapindex\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w{1,40});")
"""Entities. A name without a semicolon is part of a URL: `?a=1&copy=2`."""


def read_sitemap(body: bytes, url: str, content_type: str | None = None) -> Iterator[Link]:
    """Yield the entries of a sitemap, gzipped or not, in its order; none if it cannot be read.

    XML is streamed. If it turns out to be malformed, a lenient scan yields all entries again.
    """
    is_read = False
    try:
        for entry in _elements(body, url):
            is_read = True
            yield from _link(dict(_values(entry)), url, _name(entry) == "sitemap")
    except etree.XMLSyntaxError:
        is_read = False
    if not is_read:
        text = decode(unpack(body, url), content_type)[0]
        leads_on = bool(_INDEX.search(text))
        for values in _scan(text):
            yield from _link(values, url, leads_on)


def _link(values: dict[str, str], url: str, leads_on: bool) -> Iterator[Link]:
    if address := canonical(values.get("loc", ""), url):
        yield Link(address, _hint(values, url), leads_on)


def _elements(body: bytes, url: str) -> Iterator[etree._Element]:
    """Yield each entry of an XML sitemap, then free it. Raises XMLSyntaxError."""
    entries = etree.iterparse(
        unpacking(BytesIO(body), url, MOST_BYTES),
        tag=[f"{{*}}{name}" for name in sorted(_ENTRIES)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, entry in entries:
        yield entry
        entry.clear()
        parent = entry.getparent()
        while parent is not None and entry.getprevious() is not None:
            del parent[0]


def _hint(values: dict[str, str], url: str) -> Hint:
    date, modified = as_stated(values.get("publication_date")), as_rfc3339(values.get("lastmod"))
    return Hint(url, date, values.get("title"), modified)


def _values(entry: etree._Element) -> Iterator[tuple[str, str]]:
    for element in entry.iterchildren(etree.Element):
        name = _name(element)
        if name == "news":
            yield from _values(element)
        elif name in _VALUES:
            # `text` ends at a comment within the element.
            text = str(element.xpath("string()")) if len(element) else element.text
            yield name, " ".join((text or "").split())


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _scan(text: str) -> Iterator[dict[str, str]]:
    """Yield the entries of a malformed sitemap: with text around it, unclosed tags or unescaped
    characters.

    >>> [*_scan("<b>Notice</b><?xml ?><urlset><url><loc>/a?b&lang=c&amp;d</loc>")]
    [{'loc': '/a?b&lang=c&d'}]
    """
    values: dict[str, list[str]] = {}
    within, in_media = "", False
    for token in _TOKEN.finditer(text):
        name = (token["name"] or "").lower()
        is_next = name == "loc" and not (token["close"] or in_media) and "loc" in values
        if values and (name in _ENTRIES or is_next):
            yield _joined(values)
            values = {}
        if name in _MEDIA or name in _ENTRIES:
            within, in_media = "", name in _MEDIA and not token["close"]
        elif in_media:
            continue
        elif name in _VALUES:
            within = "" if token["close"] else name
        elif within in _VALUES and (token["text"] or token["cdata"]):
            part = token["cdata"] or _ENTITY.sub(lambda found: unescape(found[0]), token["text"])
            values.setdefault(within, []).append(part)
    if values:
        yield _joined(values)


def _joined(values: dict[str, list[str]]) -> dict[str, str]:
    return {name: " ".join("".join(parts).split()) for name, parts in values.items()}
