"""What lies in gzip, as much of it as we are ready to hold."""

import zlib
from gzip import BadGzipFile, GzipFile
from io import BufferedReader, BytesIO, RawIOBase
from typing import BinaryIO

from crawler.base.faults import Fault

MOST_BYTES = 50_000_000
"""Of one listing, unpacked: the size the sitemap protocol allows."""

HEAD = 8192
"""Bytes by which the kind of a listing is told, unpacked."""

_MAGIC = b"\x1f\x8b"


def head_of(body: bytes, url: str) -> bytes:
    """How a listing begins, unpacked. Raises Fault `gzip` where it does not even do that."""
    return unpacking(BytesIO(body), url, MOST_BYTES).peek(HEAD)


def unpack(body: bytes, url: str) -> bytes:
    """The whole of a listing, all members of a gzip; what is not packed comes back as it is.

    Raises Fault `gzip` for what is damaged or cut short, `size` for more than `MOST_BYTES`.
    """
    return unpacking(BytesIO(body), url, MOST_BYTES).read() if body.startswith(_MAGIC) else body


def unpacking(stream: BinaryIO, name: str, most: int) -> BufferedReader:
    """A stream, unpacked while it is read. Reading raises Fault as `unpack` does."""
    plain = BufferedReader(stream)  # type: ignore[type-var]  # pipes can be peeked into, not sought
    source = GzipFile(fileobj=plain) if plain.peek(2).startswith(_MAGIC) else plain
    return BufferedReader(_Bounded(source, name, most))


class _Bounded(RawIOBase):
    """Reads at most so many bytes of a stream, and calls its faults by our names."""

    def __init__(self, source: BinaryIO | GzipFile, name: str, most: int) -> None:
        self._source = source
        self._name = name
        self._most = self._left = most

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        """Bytes read so far; FastWARC asks, though it never goes back."""
        return self._most - self._left

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        try:
            part = self._source.read(len(buffer))
        except (EOFError, BadGzipFile, zlib.error) as error:
            raise Fault("gzip", f"{self._name}: {error}") from None
        self._left -= len(part)
        if self._left < 0:
            raise Fault("size", f"{self._name}: unpacks to more than {self._most} bytes")
        buffer[: len(part)] = part
        return len(part)
