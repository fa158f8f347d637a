"""Links of a sitemap or sitemap index, with the dates and titles of news sitemaps."""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from crawler.dates import as_rfc3339, as_stated
from crawler.discover.decoding import decode
from crawler.discover.links import Link, canonical
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


def read_sitemap(body: bytes, url: str, content_type: str | None = None) -> list[Link]:
    """Return the entries of a sitemap, in its order; none where nothing can be read."""
    root = _root(body)
    if root is not None and _name(root) in ("urlset", "sitemapindex"):
        leads_on, entries = _name(root) == "sitemapindex", _entries(root)
    else:
        text = decode(body, content_type)[0]
        leads_on, entries = bool(_INDEX.search(text)), _scan(text)
    return [
        Link(address, _hint(said, url), leads_on)
        for said in entries
        if (address := canonical(said.get("loc", ""), url))
    ]


def _root(body: bytes) -> etree._Element | None:
    """Return the root element of XML; null for what is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(body, parser=parser)
    except etree.XMLSyntaxError:
        return None


def _hint(said: dict[str, str], url: str) -> Hint:
    date, modified = as_stated(said.get("publication_date")), as_rfc3339(said.get("lastmod"))
    return Hint(url, date, said.get("title"), modified)


def _entries(root: etree._Element) -> Iterator[dict[str, str]]:
    """Yield the values of each entry by name."""
    for entry in root.iterchildren(etree.Element):
        if _name(entry) in _ENTRIES:
            yield dict(_values(entry))


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
