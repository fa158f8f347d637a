"""URLs without secrets, and their host and port."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

_USER = re.compile(r"^([\x00-\x20]*(?:[a-z][a-z0-9+.-]*:)?[/\\]{2})[^/?#\\]*@", re.IGNORECASE)

_NO_PART = dict.fromkeys(map(ord, "\t\n\r"))


def without_user(url: str) -> str:
    """Return a URL without user name and password, which must not appear in logs and dumps.

    >>> without_user("http://me:secret@a.example/x@y"), without_user("//me@a.example")
    ('http://a.example/x@y', '//a.example')

    Tabs and line ends are removed anywhere in a URL (WHATWG URL, 4.4).

    >>> without_user("ht\\ttp:/\\n/me:secret@a.example/")
    'http://a.example/'
    """
    return _USER.sub(r"\1", url.translate(_NO_PART))


def bare(url: str) -> str:
    """Return a URL without its scheme, by which the pages of a dump are compared.

    >>> bare("https://wire.example/a.htm")
    '://wire.example/a.htm'
    """
    return url[url.find("://") :]


def place(url: str) -> str:
    """Return host and port of a URL, without the default port of its scheme.

    >>> place("http://WWW.example.org:80/a"), place("http://127.0.0.1:8000/")
    ('www.example.org', '127.0.0.1:8000')
    """
    parts = urlsplit(url)
    return _place(parts.scheme, parts.netloc)


@lru_cache(maxsize=1024)
def _place(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    host = parts.hostname or ""
    try:
        port = parts.port
    except ValueError:
        return ""
    implied = {"http": 80, "https": 443}.get(scheme)
    return host if port in (None, implied) else f"{host}:{port}"
