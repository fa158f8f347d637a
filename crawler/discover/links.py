"""A link as it was found, and the one form in which its address is compared and asked."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from w3lib.html import strip_html5_whitespace
from w3lib.url import canonicalize_url, url_query_cleaner

from crawler.model import Hint


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a listing."""

    url: str
    """Canonical, absolute."""
    hint: Hint
    leads_on: bool = False
    """The place where it was found says that more links are there (`rel=next`, a sitemap index)."""


MOST_CHARACTERS = 2000
"""Longer addresses are traps, or mistakes in the markup."""

_MOST_WRITTEN = 20_000
"""Characters of a link as it is written, with all that is taken out of it."""

_SESSION = re.compile(r";jsessionid=[^/?#]*|(?<=/)\([A-Z]\([^/()]*\)(?:[A-Z]\([^/()]*\))*\)/", re.I)
"""Of Java in the path's end, of ASP.NET as a folder."""
_WHO_ASKS = re.compile(
    r"(?:utm_[^=]*|fbclid|gclid|jsessionid|phpsessid|aspsessionid[^=]*|cfid|cftoken)(?:=.*)?"
    r"|(?:sid|sess|sess(?:ion)?_?id|oscsid|zenid)=(?=[a-z,-]*\d)[\w,-]{16,}",
    re.IGNORECASE,
)
"""Parameters that track. A short `sid` may well be the number of a story."""
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_NO_PART = dict.fromkeys(map(ord, "\t\n\r"))
"""No part of an address, wherever they stand (WHATWG URL, 4.4)."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def canonical(href: str, base: str, charset: str = "utf-8") -> str | None:
    """Return the absolute form of a link, without fragment, session or tracking parameters.

    Null for what names no http address. Letters beyond ASCII are written in UTF-8, but those of a
    query in the charset of the page that holds the link, as browsers do (WHATWG URL, 4.4).

    >>> canonical(" ../a.htm?b=2&a=1&utm_source=x#top ", "HTTP://Example.org/news/")
    'http://example.org/a.htm?a=1&b=2'
    """
    href = strip_html5_whitespace(href).translate(_NO_PART).replace("\\", "/")
    if not href or len(href) > _MOST_WRITTEN:
        return None
    try:
        url = _SESSION.sub("", href if _ABSOLUTE.match(href) else _resolve(href, base))
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        if parts.query:
            told = [each for each in parts.query.split("&") if _WHO_ASKS.fullmatch(each)]
            url = url_query_cleaner(url, [each.partition("=")[0] for each in told], remove=True)
        encoding = "utf-8" if charset.startswith("utf") else charset
        url = canonicalize_url(url, keep_fragments=False, encoding=encoding)
    except ValueError:  # a malformed host or port
        return None
    return url if len(url) <= MOST_CHARACTERS else None


def _resolve(href: str, base: str) -> str:
    """Resolve a relative reference (RFC 3986, 5.2.2) up to its dot segments. Unlike `urljoin`, keep
    the empty segments of a path: replays of web archives have `/web/2005/http://host/`."""
    if href.startswith("//") or _SCHEME.match(href):
        return urljoin(base, href)
    parts = urlsplit(base)
    root = f"{parts.scheme}://{parts.netloc}"
    if href.startswith("/"):
        return root + href
    if href.startswith("#"):
        return base
    folder = parts.path if href.startswith("?") else parts.path[: parts.path.rfind("/") + 1]
    return f"{root}{folder or '/'}{href}"
