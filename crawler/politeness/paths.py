"""Path patterns of robots.txt (RFC 9309, 2.2.2 and 2.2.3)."""

import re
from urllib.parse import quote, urlsplit

_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_ASCII = "".join(map(chr, range(33, 127)))


def path_of(url: str) -> str:
    """Return the path and query of a URL, normalised for comparison with patterns.

    >>> path_of("http://a.example/caf%c3%a9/%41*")
    '/caf%C3%A9/A%2A'
    """
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return normal(path).replace("*", "%2A").replace("$", "%24")


def normal(path: str) -> str:
    """Return a path with normalised percent-encoding: unreserved characters decoded, non-ASCII ones
    encoded as UTF-8."""
    return _ESCAPE.sub(_normal_escape, quote(path, safe=_ASCII))


def _normal_escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.match(character) else found[0].upper()


def matches(pattern: str, path: str) -> bool:
    """Return whether a path (of `path_of`) matches a pattern; `*` matches anything, `$` the end.

    >>> [matches(each, "/news/a.htm") for each in ("/", "/news/*.htm$", "/*.ht$", "/x", "*a")]
    [True, True, False, False, True]
    """
    is_whole = pattern.endswith("$")
    first, *others = normal(pattern.removesuffix("$")).split("*")
    if not path.startswith(first):
        return False
    at, last = len(first), others.pop() if others and is_whole else None
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return not is_whole or at == len(path)
