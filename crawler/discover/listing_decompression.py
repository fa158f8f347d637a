"""Gzip decompression of listings within a size limit."""

import zlib
from gzip import BadGzipFile, GzipFile
from io import BufferedReader, BytesIO, RawIOBase
from typing import BinaryIO

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault

MOST_BYTES = 50_000_000
"""Most decompressed bytes of one listing: the limit of the sitemap protocol."""

HEAD = 8192
"""Decompressed bytes from which the format of a listing is detected."""

_MAGIC = b"\x1f\x8b"


def head_of(body: bytes, url: str) -> bytes:
    """Return the decompressed start of a listing. Raises Fault `gzip` if it is damaged."""
    return unpacking(BytesIO(body), url, MOST_BYTES).peek(HEAD)


def unpack(body: bytes, url: str) -> bytes:
    """Return a listing decompressed, with all members of a gzip; others are returned unchanged.

    Raises Fault `gzip` if it is damaged or truncated, `size` beyond `MOST_BYTES`.
    """
    return unpacking(BytesIO(body), url, MOST_BYTES).read() if body.startswith(_MAGIC) else body


def unpacking(stream: BinaryIO, name: str, most: int) -> BufferedReader:
    """Return a stream that decompresses while it is read; reading raises Fault as `unpack` does."""
    plain = BufferedReader(stream)  # type: ignore[type-var]  # pipes can be peeked, not sought
    source = GzipFile(fileobj=plain) if plain.peek(2).startswith(_MAGIC) else plain
    return BufferedReader(_Bounded(source, name, most))


class _Bounded(RawIOBase):
    """Limits the bytes read from a stream, and raises its errors as Fault."""

    def __init__(self, source: BinaryIO | GzipFile, name: str, most: int) -> None:
        self._source = source
        self._name = name
        self._most = self._left = most

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        """Return the number of bytes read so far; FastWARC needs it."""
        return self._most - self._left

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        try:
            part = self._source.read(len(buffer))
        except (EOFError, BadGzipFile, zlib.error) as error:
            raise Fault(FaultKind.GZIP, f"{self._name}: {error}") from None
        self._left -= len(part)
        if self._left < 0:
            raise Fault(
                FaultKind.SIZE, f"{self._name}: decompresses to more than {self._most} bytes"
            )
        buffer[: len(part)] = part
        return len(part)
