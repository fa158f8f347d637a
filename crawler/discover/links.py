"""Links, and the canonical form in which their URLs are compared and requested."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from w3lib.html import strip_html5_whitespace
from w3lib.url import canonicalize_url, url_query_cleaner

from crawler.model import Hint


@dataclass(frozen=True, slots=True)
class Link:
    """Link in a listing."""

    url: str
    """Canonical, absolute."""
    hint: Hint
    leads_on: bool = False
    """Whether it is marked as a listing where it was found (`rel=next`, a sitemap index)."""


MOST_CHARACTERS = 2000
"""Longest accepted URL; longer ones are traps or markup errors."""

_MOST_WRITTEN = 20_000
"""Longest accepted link as written, before session and tracking parameters are removed."""

_SESSION = re.compile(r";jsessionid=[^/?#]*|(?<=/)\([A-Z]\([^/()]*\)(?:[A-Z]\([^/()]*\))*\)/", re.I)
"""Session ids: of Java at the end of a path, of ASP.NET as a folder."""
_TRACKING = re.compile(
    r"(?:utm_[^=]*|fbclid|gclid|jsessionid|phpsessid|aspsessionid[^=]*|cfid|cftoken)(?:=.*)?"
    r"|(?:sid|sess|sess(?:ion)?_?id|oscsid|zenid)=(?=[a-z,-]*\d)[\w,-]{16,}",
    re.IGNORECASE,
)
"""Tracking and session parameters. A short `sid` may be the number of a story."""
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_NO_PART = dict.fromkeys(map(ord, "\t\n\r"))
"""Characters removed anywhere in a URL (WHATWG URL, 4.4)."""
_CANONICAL = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}(?::(?:[1-5]\d{4}|[1-9]\d{0,3}))?"
    r"(?:/(?!\.)[\w.-]*)+(?:\?([\w-]+=[\w.-]+))?",
    re.ASCII,
)
"""A URL with one parameter at most and nothing to be encoded: it is canonical unless the parameter
is for tracking. Most are of this form."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def canonical(href: str, base: str, charset: str = "utf-8") -> str | None:
    """Return the absolute URL of a link, without fragment, session or tracking parameters.

    None if it is not an http or https URL. Non-ASCII characters are encoded as UTF-8, those in a
    query in the charset of the page that holds the link, as browsers do (WHATWG URL, 4.4).

    >>> canonical(" ../a.htm?b=2&a=1&utm_source=x#top ", "HTTP://Example.org/news/")
    'http://example.org/a.htm?a=1&b=2'
    """
    whole = _root(base) + href if href.startswith("/") and href[1:2] != "/" else href
    plain = _CANONICAL.fullmatch(whole) if len(whole) <= MOST_CHARACTERS else None
    if plain and not (plain[1] and _TRACKING.fullmatch(plain[1])):
        return whole
    href = strip_html5_whitespace(href).translate(_NO_PART).replace("\\", "/")
    if not href or len(href) > _MOST_WRITTEN:
        return None
    try:
        url = _SESSION.sub("", href if _ABSOLUTE.match(href) else _resolve(href, base))
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        if parts.query:
            tracking = [each for each in parts.query.split("&") if _TRACKING.fullmatch(each)]
            url = url_query_cleaner(url, [each.partition("=")[0] for each in tracking], remove=True)
        encoding = "utf-8" if charset.startswith("utf") else charset
        url = canonicalize_url(url, keep_fragments=False, encoding=encoding)
    except ValueError:  # a malformed host or port
        return None
    return url if len(url) <= MOST_CHARACTERS else None


def _resolve(href: str, base: str) -> str:
    """Resolve a relative reference (RFC 3986, 5.2.2), without removing dot segments.

    Unlike `urljoin`, keeps empty path segments: web archive replays have `/web/2005/http://host/`.
    """
    if href.startswith("//") or _SCHEME.match(href):
        return urljoin(base, href)
    if href.startswith("/"):
        return _root(base) + href
    if href.startswith("#"):
        return base
    parts, root = urlsplit(base), _root(base)
    folder = parts.path if href.startswith("?") else parts.path[: parts.path.rfind("/") + 1]
    return f"{root}{folder or '/'}{href}"


@lru_cache(maxsize=16)
def _root(base: str) -> str:
    """Return scheme and host of a URL; empty if it is malformed. All links of a page share it."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def merge_hints(first: Hint, other: Hint) -> Hint:
    """Return two hints about one page merged; one with a date takes precedence, then the first."""
    if other.date and not first.date:
        first, other = other, first
    return Hint(
        first.found_on,
        first.date,
        first.title or other.title,
        first.modified or other.modified,
    )
