"""Links of a sitemap or sitemap index, with the dates and titles of news sitemaps."""

from collections.abc import Iterator

from lxml import etree

from crawler.dates import read_w3c
from crawler.discover.links import Link, canonical
from crawler.model import Hint


def read_sitemap(body: bytes, url: str) -> list[Link]:
    """The entries of a sitemap, in its order; none where nothing can be read."""
    root = etree.fromstring(body, parser=_parser())
    if root is None:
        return []
    leads_on = etree.QName(root).localname == "sitemapindex"
    return [
        Link(address, _hint(said, url), leads_on)
        for entry in root.iterchildren("{*}url", "{*}sitemap")
        if (said := dict(_said(entry))) and (address := canonical(said.get("loc", ""), url))
    ]


def _hint(said: dict[str, str], url: str) -> Hint:
    printed, modified = said.get("publication_date", ""), read_w3c(said.get("lastmod", ""))
    date = printed if read_w3c(printed) else None
    return Hint(url, date, said.get("title"), modified)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )


def _said(entry: etree._Element) -> Iterator[tuple[str, str]]:
    """The plain values in an entry by name, those of `<news:news>` among them: its images and
    videos have a place, title and date of their own."""
    for part in (entry, *entry.iterchildren("{*}news")):
        for element in part.iterchildren("{*}loc", "{*}lastmod", "{*}publication_date", "{*}title"):
            if element.text:
                yield etree.QName(element).localname, " ".join(element.text.split())
