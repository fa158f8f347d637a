"""Storage of a dump: whole objects by key, on local disk or in S3, behind one small interface.

The URL's scheme selects the sink. To add one, write its module and add a row to `SCHEMES`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from crawler.base.faults import UsageFault


class SinkError(Exception):
    """A read or write failed. The message is one line with URL or key and cause, and contains no
    secrets."""


class ConflictError(SinkError):
    """The object was changed by another writer since it was read."""


class Sink(Protocol):
    """A store of whole objects by key. Every method raises SinkError if the store fails."""

    url: str
    """Unambiguous URL without secrets, used in messages and to distinguish dumps."""

    def create(self, key: str, data: bytes | Path) -> None:
        """Write an immutable object and verify the upload.

        Does nothing if an identical object exists; raises SinkError if a different one does.
        """

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """Write an object if its etag is still the expected one (None: if it does not exist).

        Returns the new etag; raises ConflictError if another writer has changed the object.
        """

    def get(self, key: str) -> tuple[bytes, str] | None:
        """Return a small object and its etag, or None if it does not exist."""

    def read(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Yield an object in chunks, from a byte offset on; raise SinkError if it does not
        exist."""

    def size(self, key: str) -> int | None:
        """Return the size of an object in bytes, or None if it does not exist."""

    def age(self, key: str) -> float | None:
        """Return the seconds since an object was written, by the store's clock; None if it does not
        exist."""

    def fingerprint(self, key: str) -> str | None:
        """Return a text that differs after an object was replaced, without reading it; None if it
        does not exist."""

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the keys under a prefix, sorted."""

    def delete(self, key: str) -> None:
        """Delete an object; does nothing if it does not exist. Only an erasure deletes."""

    def discard_drafts(self) -> None:
        """Delete what killed writes have left on disk; in S3, a lifecycle rule does."""


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
"""URL scheme -> function that opens its sink. The empty scheme is a path."""


def open_sink(url: str) -> Sink:
    """Return the sink for a URL: a path, `file:///path` or `s3://bucket/prefix`.

    Does not access the store yet. Raises UsageFault for an invalid dump URL.
    """
    if "\0" in unquote(url):
        raise UsageFault("invalid dump URL: contains a NUL character (%00)")
    if fault := misspelt_place(url):
        raise UsageFault(fault)
    scheme, credentials = _inspect(url)
    if credentials:
        raise UsageFault(
            f"a {scheme}:// URL must not contain credentials: set them in the environment"
        )
    if scheme not in SCHEMES:
        known = "a path, file:///path or s3://bucket/prefix"
        place = url.partition("?")[0]  # the query may contain a key
        raise UsageFault(f"{place}: unsupported URL scheme {scheme}:// (supported: {known})")
    return SCHEMES[scheme](url)


_ONE_SLASH = re.compile(r"(s3|file):/(?!/)(.*)", re.IGNORECASE | re.DOTALL)


def misspelt_place(place: str) -> str | None:
    """Return an error for a mistyped path or URL that would create an oddly named folder, else
    None.

    >>> misspelt_place("s3:/bucket/wire")
    "'s3:/bucket/wire' is a path: did you mean s3://bucket/wire?"
    >>> misspelt_place("/srv/dump"), misspelt_place("file:///srv/dump")
    (None, None)
    """
    if place.startswith("~"):
        return f"{place!r}: ~ was not expanded by a shell; did you mean {Path(place).expanduser()}?"
    if found := _ONE_SLASH.match(place):
        whole = f"{found[1]}:{'///' if found[1].lower() == 'file' else '//'}{found[2]}"
        return f"{place.partition('?')[0]!r} is a path: did you mean {whole.partition('?')[0]}?"
    return None


def _inspect(url: str) -> tuple[str, bool]:
    """Return the scheme of a URL, and whether it contains a user or password."""
    if "://" not in url:
        return "", False
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UsageFault("invalid dump URL") from None  # the URL may contain a secret
    return parts.scheme, "@" in parts.netloc
