"""Links of a sitemap or sitemap index, with the dates and titles of news sitemaps."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

from lxml import etree

from crawler.base.dates import as_rfc3339, as_stated
from crawler.discover.decoding import decode
from crawler.discover.links import Link, canonical
from crawler.discover.unpack import MOST_BYTES, unpack, unpacking
from crawler.model import Hint

_SAID = frozenset({"loc", "lastmod", "publication_date", "title"})
_ENTRIES = frozenset({"url", "sitemap"})
_MEDIA = frozenset({"image", "video"})
"""Elements that have a place, title and date of their own."""

_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<(?P<close>/?)(?:[\w.-]++:)?(?P<name>[\w.-]++)[^<>]*+>|(?P<text>[^<]+)",
    re.DOTALL,
)
_INDEX = re.compile(r"<(?:[\w.-]+:)?sitemapindex\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w{1,40});")
"""A name without its semicolon is a part of an address: `?a=1&copy=2`."""


def read_sitemap(body: bytes, url: str, content_type: str | None = None) -> Iterator[Link]:
    """Yield the entries of a sitemap, packed or not, in its order; none where nothing can be read.

    Of XML, an entry at a time is held; of what turns out to be none, all entries come again.
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
        for said in _scan(text):
            yield from _link(said, url, leads_on)


def _link(said: dict[str, str], url: str, leads_on: bool) -> Iterator[Link]:
    if address := canonical(said.get("loc", ""), url):
        yield Link(address, _hint(said, url), leads_on)


def _elements(body: bytes, url: str) -> Iterator[etree._Element]:
    """Yield each entry of an XML sitemap, and let go of it. Raises XMLSyntaxError."""
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


def _hint(said: dict[str, str], url: str) -> Hint:
    date, modified = as_stated(said.get("publication_date")), as_rfc3339(said.get("lastmod"))
    return Hint(url, date, said.get("title"), modified)


def _values(entry: etree._Element) -> Iterator[tuple[str, str]]:
    for element in entry.iterchildren(etree.Element):
        name = _name(element)
        if name == "news":
            yield from _values(element)
        elif name in _SAID:
            # With a comment in it, the text of an element is cut there.
            text = str(element.xpath("string()")) if len(element) else element.text
            yield name, " ".join((text or "").split())


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _scan(text: str) -> Iterator[dict[str, str]]:
    """Yield the entries of a sitemap that is no XML, as a lenient reader of feeds would: whatever
    stands around it, is not closed or not escaped.

    >>> [*_scan("<b>Notice</b><?xml ?><urlset><url><loc>/a?b&lang=c&amp;d</loc>")]
    [{'loc': '/a?b&lang=c&d'}]
    """
    said: dict[str, list[str]] = {}
    within, in_media = "", False
    for token in _TOKEN.finditer(text):
        name = (token["name"] or "").lower()
        is_next = name == "loc" and not (token["close"] or in_media) and "loc" in said
        if said and (name in _ENTRIES or is_next):
            yield _joined(said)
            said = {}
        if name in _MEDIA or name in _ENTRIES:
            within, in_media = "", name in _MEDIA and not token["close"]
        elif in_media:
            continue
        elif name in _SAID:
            within = "" if token["close"] else name
        elif within in _SAID and (token["text"] or token["cdata"]):
            part = token["cdata"] or _ENTITY.sub(lambda found: unescape(found[0]), token["text"])
            said.setdefault(within, []).append(part)
    if said:
        yield _joined(said)


def _joined(said: dict[str, list[str]]) -> dict[str, str]:
    return {name: " ".join("".join(parts).split()) for name, parts in said.items()}
