"""Where a dump lies: whole objects by key, on disk or in S3, behind one small interface.

A sink is chosen by the scheme of one URL. To add one, write its module and its row in `SCHEMES`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from crawler.base.faults import UsageFault


class SinkError(Exception):
    """An object could not be written or read. One line: URL or key, and cause; never a secret."""


class ConflictError(SinkError):
    """The object is not the one that was to be replaced: someone else was faster."""


class Sink(Protocol):
    """Whole objects by key. Every method raises SinkError when the store fails."""

    url: str
    """Names the place without doubt or secret: for messages, and to know one dump from another."""

    def create(self, key: str, data: bytes | Path) -> None:
        """Write an object that shall never change, and check that it arrived.

        Where the same bytes stand there already, nothing happens; raises SinkError where others do.
        """

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """Write an object if its etag is still the expected one (None: if there is none).

        Returns the new etag; raises ConflictError where the object is another by now.
        """

    def get(self, key: str) -> tuple[bytes, str] | None:
        """A small object and its etag, or None where there is none."""

    def read(self, key: str) -> Iterator[bytes]:
        """An object in chunks; raises SinkError where there is none."""

    def size(self, key: str) -> int | None:
        """Bytes of an object, or None where there is none."""

    def age(self, key: str) -> float | None:
        """Seconds since an object was written, by the store's clock; None where there is none."""

    def list(self, prefix: str) -> Iterator[str]:
        """Keys under a prefix, sorted."""


def _open_local(url: str) -> Sink:
    from crawler.sinks.local import open_local

    return open_local(url)


def _open_s3(url: str) -> Sink:
    from crawler.sinks.s3 import open_s3  # boto3 takes half a second to import

    return open_s3(url)


SCHEMES: dict[str, Callable[[str], Sink]] = {
    "": _open_local,
    "file": _open_local,
    "s3": _open_s3,
}
"""URL scheme -> what opens it. No scheme is a path."""


def open_sink(url: str) -> Sink:
    """The sink behind a URL: a path, `file:///path` or `s3://bucket/prefix`.

    Touches nothing yet. Raises UsageFault for a URL that cannot be a dump.
    """
    if "\0" in unquote(url):
        raise UsageFault("invalid dump URL: it holds a NUL (%00)")
    if fault := misspelt_place(url):
        raise UsageFault(fault)
    scheme, credentials = _inspect(url)
    if credentials:
        raise UsageFault(
            f"a {scheme}:// URL must not hold credentials: put them in the environment"
        )
    if scheme not in SCHEMES:
        known = "a path, file:///path or s3://bucket/prefix"
        place = url.partition("?")[0]  # behind it there may be a key
        raise UsageFault(f"{place}: no sink for {scheme}:// (known: {known})")
    return SCHEMES[scheme](url)


_ONE_SLASH = re.compile(r"(s3|file):/(?!/)(.*)", re.IGNORECASE | re.DOTALL)


def misspelt_place(place: str) -> str | None:
    """Return what is wrong with a path or URL that would make a folder of an odd name.

    >>> misspelt_place("s3:/bucket/wire")
    "'s3:/bucket/wire' is a path: did you mean s3://bucket/wire?"
    >>> misspelt_place("/srv/dump"), misspelt_place("file:///srv/dump")
    (None, None)
    """
    if place.startswith("~"):
        return f"{place!r}: no shell has expanded the ~; did you mean {Path(place).expanduser()}?"
    if found := _ONE_SLASH.match(place):
        whole = f"{found[1]}:{'///' if found[1].lower() == 'file' else '//'}{found[2]}"
        return f"{place.partition('?')[0]!r} is a path: did you mean {whole.partition('?')[0]}?"
    return None


def _inspect(url: str) -> tuple[str, bool]:
    """Scheme of a URL, and whether it carries a user or password."""
    if "://" not in url:
        return "", False
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UsageFault("invalid dump URL") from None  # not repeated: it may hold a secret
    return parts.scheme, "@" in parts.netloc
