"""Read URLs in a page's markup and metadata."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from lxml import etree

_IN_HEAD = 2
"""Number of elements around a `<base>` in the page's own head."""


def base_of(bases: Iterable[etree._Element], url: str) -> str:
    """Return the base URL of the links of the page at `url`, which has these `<base>`: that of the
    first in its head with a URL."""
    for base in bases:
        href, above = base.get("href"), [*base.iterancestors()]
        if href is not None and len(above) == _IN_HEAD and above[0].tag == "head":
            return absolute(url, href) or url
    return url


def absolute(url: str, href: str) -> str | None:
    """Return the absolute URL of a link; null if it is empty or invalid."""
    try:
        return urljoin(url, href.strip()) if href.strip() else None
    except ValueError:  # brackets that do not enclose an IPv6 address
        return None


def web_url(url: str, href: str | None) -> str | None:
    """Return the absolute URL of a link, without white space; null if it is not a web page's.

    >>> web_url("https://wire.example/a/b", " ../c.htm ")
    'https://wire.example/c.htm'
    >>> web_url("https://wire.example/a/b", "data:image/gif;base64,R0lGOD")
    """
    found = absolute(url, "".join((href or "").split()))
    if found is None:
        return None
    parts = urlsplit(found)
    return found if parts.scheme in ("http", "https") and parts.netloc else None


def canonical_url(links: Iterable[etree._Element], base: str, og_url: str | None) -> str | None:
    """Return the URL that a page declares as its own: of the first `rel=canonical` of its `<link>`
    elements, else `og:url`."""
    for link in links:
        if "canonical" in (link.get("rel") or "").lower().split():
            return web_url(base, link.get("href"))
    return web_url(base, og_url)
