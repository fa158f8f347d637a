"""What a site has for discovery: feeds, sitemaps, and the links of a page."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.base.faults import Fault
from crawler.discover import Link, canonical, read_links
from crawler.discover.kinds import kind_of
from crawler.model import Page
from crawler.probing.check import Fetch
from crawler.sources import Source

_FEEDLIKE = re.compile(
    r"(?:\.(?:xml|rss|atom|rdf)|/(?:feed|rss|atom)/?|/feed\.json)$", re.IGNORECASE
)
_GUESSED_FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml")
_GUESSED_SITEMAP = "/sitemap.xml"
_PREFERRED = re.compile(r"news|post|article|stor", re.IGNORECASE)
"""Names of sitemaps that list stories."""
_FEEDS = ("feed", "json-feed")
MOST = 3
"""Most feeds, and most sitemaps, that are fetched."""


@dataclass(slots=True)
class Survey:
    """What was found of a site."""

    page: Page
    """The page that was named; if that is a feed, the front page, if there is one."""
    base: str
    links: list[Link]
    feeds: dict[str, list[Link]] = field(default_factory=dict)
    """URL -> links."""
    sitemaps: dict[str, list[Link]] = field(default_factory=dict)
    """URL of a start -> links to pages, those of its parts included."""


def survey(url: str, fetch: Fetch, named: Callable[[], Iterable[str]], inside: Source) -> Survey:
    """Fetch a page, and the feeds and sitemaps of its site.

    `named` returns the sitemaps of robots.txt, known after the first request; `inside` is a source
    of the whole host. Raises `Fault` if the page cannot be read.
    """
    page = fetch(url)
    links = read_links(page.body, page.url, page.content_type)
    parts = urlsplit(page.url)
    found = Survey(page, f"{parts.scheme}://{parts.netloc}", links)
    if kind_of(page.body, page.url, page.content_type) in _FEEDS:
        found.feeds[page.url] = links
        with suppress(Fault):
            page = found.page = fetch(f"{found.base}/")
            links = found.links = read_links(page.body, page.url, page.content_type)
    likely = [each.url for each in links if each.leads_on] + [
        each.url for each in links if _FEEDLIKE.search(urlsplit(each.url).path)
    ]
    own = [each for each in dict.fromkeys(likely) if inside.path_of(each) is not None]
    for each in own[:MOST]:
        _add_feed(found, each, fetch)
    for path in _GUESSED_FEEDS:
        if not found.feeds:
            _add_feed(found, found.base + path, fetch)
    for each in [*named(), found.base + _GUESSED_SITEMAP][:MOST]:
        if inside.path_of(each) is not None and len(found.sitemaps) < MOST:
            _add_sitemap(found, each, fetch)
    return found


def _add_feed(found: Survey, url: str, fetch: Fetch) -> None:
    try:
        page = fetch(url)
        if kind_of(page.body, page.url, page.content_type) in _FEEDS:
            found.feeds[page.url] = read_links(page.body, page.url, page.content_type)
    except Fault:
        return


def _add_sitemap(found: Survey, url: str, fetch: Fetch) -> None:
    """Add the pages of a sitemap; of an index, those of its most likely parts."""
    try:
        links = _sitemap_links(url, fetch)
    except Fault:
        return
    if not links:
        return
    pages = [each for each in links if not each.leads_on]
    parts = sorted(
        (each for each in links if each.leads_on),
        key=lambda each: (bool(_PREFERRED.search(each.url)), each.hint.modified or ""),
        reverse=True,
    )
    for part in parts[: MOST - 1]:
        try:
            pages += [each for each in _sitemap_links(part.url, fetch) if not each.leads_on]
        except Fault:
            continue
    found.sitemaps[url] = pages


def _sitemap_links(url: str, fetch: Fetch) -> list[Link]:
    page = fetch(canonical(url, "") or url)
    if kind_of(page.body, page.url, page.content_type) != "sitemap":
        return []
    return read_links(page.body, page.url, page.content_type)
