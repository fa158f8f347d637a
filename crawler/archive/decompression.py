"""Decompression of archive files, member by member, past damage.

A WARC file is mostly a chain of small gzip members or zstd frames. Their starts are the offsets
that indexes name, and the places at which reading resumes after damage.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import zstandard
from isal import isal_zlib
from isal.igzip_lib import IsalError

STEP = 1 << 17
"""Bytes read from a file at a time."""
MOST = 1 << 20
"""Maximum decompressed bytes in a piece."""
_ZSTD_STEP = 1 << 12
"""Compressed bytes given to zstd at a time: it has no limit for what they decompress to."""
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
SKIPPABLE = b"\x2a\x4d\x18"
"""Last three bytes of the magic number of a skippable frame; the first is 0x50 to 0x5f."""
_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""Frame with the dictionary of a `.warc.zst` (iipc warc-zstd)."""
MOST_DICTIONARY = 100 << 20


class _Unpacker(Protocol):
    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """Decompressed bytes."""

    data: bytes
    offset: int
    """Where their member starts in the file; for a file that is not compressed, where they do."""
    is_end: bool = False
    """Whether the member ends here."""
    is_packed: bool = True


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that cannot be decompressed; the next piece starts a new member."""

    offset: int
    cause: str


Pieces = Iterator[Piece | Damage]


class _Input:
    """A file's bytes with the offset of the next one."""

    def __init__(self, stream: BinaryIO, at: int) -> None:
        self._stream = stream
        self.at = at
        self.rest = b""

    def fill(self, size: int = 1) -> bool:
        """Read until `rest` holds so many bytes; return whether it does."""
        while len(self.rest) < size:
            more = self._stream.read(STEP)
            if not more:
                return False
            self.rest += more
        return True

    def take(self, size: int) -> bytes:
        taken, self.rest = self.rest[:size], self.rest[size:]
        self.at += len(taken)
        return taken

    def skip_to(self, magic: bytes) -> bool:
        """Drop bytes up to the next magic number; return whether there is one."""
        while (found := self.rest.find(magic)) < 0:
            self.take(max(0, len(self.rest) - len(magic) + 1))
            if not self.fill(len(self.rest) + 1):
                self.take(len(self.rest))
                return False
        self.take(found)
        return True


def pieces(stream: BinaryIO, start: int = 0) -> Pieces:
    """Yield the decompressed bytes of a file from an offset on; the format is detected.

    Raises OSError if the file cannot be read.
    """
    source = _Input(stream, start)
    source.fill(4)
    if source.rest.startswith(_GZIP[:2]):
        yield from _members(source, _GZIP, _gunzip)
    elif source.rest.startswith(_ZSTD) or source.rest[1:4] == SKIPPABLE:
        yield from _frames(source)
    else:
        while source.fill():
            at = source.at
            yield Piece(source.take(len(source.rest)), at, is_packed=False)


def _members(source: _Input, magic: bytes, decode: Callable[[_Input], Pieces]) -> Pieces:
    while source.fill(len(magic)):
        if not source.rest.startswith(magic):
            at = source.at
            found = source.skip_to(magic)
            yield Damage(at, f"skipped {source.at - at} bytes of non-record data")
            if not found:
                return
        yield from decode(source)
    if source.rest.strip(b"\0"):
        yield Damage(source.at, f"skipped {len(source.rest)} bytes of non-record data")


def _gunzip(source: _Input) -> Pieces:
    start, unpacker = source.at, isal_zlib.decompressobj(31)
    while True:
        if not source.fill():
            yield Piece(b"", start, is_end=True)
            yield Damage(start, "truncated gzip member")
            return
        packed = source.take(len(source.rest))
        try:
            data = unpacker.decompress(packed, MOST)
        except IsalError as error:  # type: ignore[misc]  # its stub names no base class
            yield from _give_up(source, start, packed, f"damaged gzip member: {error}")
            return
        left = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        _put_back(source, left)
        yield Piece(data, start, is_end=unpacker.eof)
        if unpacker.eof:
            return


def _frames(source: _Input) -> Pieces:
    """Decompress zstd frames, with the dictionary in the file's first frame if it has one."""
    try:
        dictionary = _dictionary(source)
    except (zstandard.ZstdError, ValueError) as error:
        yield Damage(0, f"damaged zstd dictionary: {error}")
        return
    whole = zstandard.ZstdDecompressor(dict_data=dictionary)

    def decode(source: _Input) -> Pieces:
        start, unpacker = source.at, whole.decompressobj()
        while not unpacker.eof:
            if not source.fill():
                yield Piece(b"", start, is_end=True)
                yield Damage(start, "truncated zstd frame")
                return
            packed = source.take(min(_ZSTD_STEP, len(source.rest)))
            try:
                data = unpacker.decompress(packed)
            except zstandard.ZstdError as error:
                yield from _give_up(source, start, packed, f"damaged zstd frame: {error}")
                return
            _put_back(source, unpacker.unused_data)
            yield Piece(data, start, is_end=unpacker.eof)

    yield from _members(source, _ZSTD, decode)


def _dictionary(source: _Input) -> zstandard.ZstdCompressionDict | None:
    """Skip the skippable frames at the start of a file; return the dictionary among them."""
    found = None
    while source.fill(8) and source.rest[1:4] == SKIPPABLE:
        magic, size = source.rest[:4], int.from_bytes(source.rest[4:8], "little")
        if size > MOST_DICTIONARY or not source.fill(8 + size):
            raise ValueError(f"frame of {size} bytes is too large or truncated")
        content = source.take(8 + size)[8:]
        if magic == _DICTIONARY:
            if content.startswith(_ZSTD):
                unpacker = zstandard.ZstdDecompressor()
                content = unpacker.decompress(content, max_output_size=MOST_DICTIONARY)
            found = zstandard.ZstdCompressionDict(content)
    return found


def _give_up(source: _Input, start: int, packed: bytes, cause: str) -> Pieces:
    """End a damaged member, and resume behind the first byte of what could not be read."""
    yield Piece(b"", start, is_end=True)
    yield Damage(start, cause)
    _put_back(source, packed)
    if source.at == start:
        source.take(1)


def _put_back(source: _Input, data: bytes) -> None:
    source.rest = data + source.rest
    source.at -= len(data)
