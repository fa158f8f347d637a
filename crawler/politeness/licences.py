"""RSL licences in HTTP `Link` headers (rslstandard.org; RFC 8288)."""

import re
from urllib.parse import urljoin

RSL = "application/rsl+xml"

_LINK = re.compile(r'<(?P<target>[^<>]*)>(?P<terms>(?:[^,"]|"[^"]*")*)')
_TERM = re.compile(r';\s*(?P<name>[\w*-]+)\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s;,"]+))')


def rsl_licence(link: str, url: str) -> str | None:
    """Return the URL of the first RSL licence in the `Link` header of a response from `url`.

    >>> rsl_licence('</a,b>; rel=next, </rsl>; type="application/rsl+xml"; rel="license x"',
    ...             "http://a.example/b")
    'http://a.example/rsl'
    """
    for found in _LINK.finditer(link):
        terms = {
            term["name"].lower(): (term["quoted"] or term["bare"] or "").lower()
            for term in _TERM.finditer(found["terms"])
        }
        is_rsl = terms.get("type", "").partition(";")[0].strip() == RSL
        if is_rsl and "license" in terms.get("rel", "").split():
            return absolute(found["target"], url)
    return None


def absolute(target: str, url: str) -> str | None:
    """Return the absolute URL of a licence or policy; None if it is invalid or empty."""
    try:
        return urljoin(url, target.strip()) or None
    except ValueError:  # brackets around something other than an IPv6 address
        return None
