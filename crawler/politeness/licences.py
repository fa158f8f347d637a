"""Licences in HTTP `Link` headers (RFC 8288), of RSL (rslstandard.org) and others."""

import re
from urllib.parse import urljoin

RSL = "application/rsl+xml"

_LINK = re.compile(r'<(?P<target>[^<>]*)>(?P<terms>(?:[^,"]|"[^"]*")*)')
_TERM = re.compile(r';\s*(?P<name>[\w*-]+)\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s;,"]+))')
_CHALLENGE = re.compile(r"(?:(?<=,)|^)\s*License(?:\s.*)?$", re.IGNORECASE | re.DOTALL)
_LONGEST = 200


def linked_licences(link: str, url: str) -> tuple[str | None, str | None]:
    """Return the URLs of the first RSL licence and of the first other licence in the `Link` header
    of a response from `url`.

    >>> linked_licences('</a,b>; rel=next, </rsl>; type="application/rsl+xml"; rel="license x"',
    ...                 "http://a.example/b")
    ('http://a.example/rsl', None)
    >>> linked_licences("<https://cc.example/by>; rel=license", "http://a.example/b")
    (None, 'https://cc.example/by')
    """
    licences: dict[bool, str] = {}
    for found in _LINK.finditer(link):
        terms = {
            term["name"].lower(): (term["quoted"] or term["bare"] or "").lower()
            for term in _TERM.finditer(found["terms"])
        }
        is_rsl = terms.get("type", "").partition(";")[0].strip() == RSL
        target = absolute(found["target"], url)
        if target and "license" in terms.get("rel", "").split():
            licences.setdefault(is_rsl, target)
    return licences.get(True), licences.get(False)


def licence_asked_for(challenges: str) -> str | None:
    """Return the challenge of RSL in the header `WWW-Authenticate` of a response, its lines joined
    by commas; null without one.

    >>> licence_asked_for('Basic realm="a", License error="invalid_request", error_uri="/rsl.xml"')
    'License error="invalid_request", error_uri="/rsl.xml"'
    >>> licence_asked_for('Basic realm="a License"')
    """
    found = _CHALLENGE.search(challenges)
    return found[0].strip()[:_LONGEST] if found else None


def absolute(target: str, url: str) -> str | None:
    """Return the absolute URL of a licence or policy; None if it is invalid or empty."""
    try:
        return urljoin(url, target.strip()) or None
    except ValueError:  # brackets around something other than an IPv6 address
        return None
