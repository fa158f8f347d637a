"""URLs of pages as URIs: pages are not strict, formats are (RFC 3986)."""

import re
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]")
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PLACE = re.compile(r"(?:[^@\[\]]*@)?(?:\[(?P<six>[^\]]*)\]|[^\[\]@:]*)(?::[0-9]*)?")
"""User, host or IPv6 address, port."""
_RESERVED = "/:@!$&'()*+,;=~%"


def uri_of(text: str | None) -> str | None:
    """Return an absolute URL as a URI; null for any other text.

    >>> uri_of("https://post.example/größe?a=b c[1]#100%")
    'https://post.example/gr%C3%B6%C3%9Fe?a=b%20c%5B1%5D#100%25'
    >>> uri_of("CC BY 4.0"), uri_of("/terms"), uri_of("Terms: none"), uri_of(None)
    (None, None, None, None)
    """
    if text is None or not _SCHEME.match(text := text.strip()):
        return None
    try:
        parts = urlsplit(text)
        place = _PLACE.fullmatch(parts.netloc)
        if place and place["six"] is not None:
            IPv6Address(place["six"])
    except ValueError:  # not an IPv6 address
        return None
    hostless = parts.scheme in ("http", "https") or parts.path.startswith("//")
    if place is None or (hostless and not parts.netloc):
        return None
    return parts._replace(
        netloc=_quoted(parts.netloc, "[]"),
        path=_quoted(parts.path, ""),
        query=_quoted(parts.query, "?"),
        fragment=_quoted(parts.fragment, "?"),
    ).geturl()


def _quoted(part: str, more: str) -> str:
    return quote(_LOOSE_PERCENT.sub("%25", part), safe=_RESERVED + more, errors="replace")
