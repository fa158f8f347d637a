"""URLs without secrets."""

import re

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
