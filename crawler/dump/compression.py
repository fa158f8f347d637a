"""How rows are packed: one gzip member or zstd frame a file, the same rows to the same bytes."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Literal, Protocol, cast

import zstandard

Compression = Literal["gzip", "zstd"]

SUFFIXES: dict[str, Compression] = {".jsonl.gz": "gzip", ".jsonl.zst": "zstd"}
"""End of a file's name -> how it is packed."""

GZIP_LEVEL = 4
"""Nearly as small as 6 for little more than half the time."""
ZSTD_LEVEL = 3
"""A fifth smaller than gzip's 4 in a third of the time. A packer holds about 3 MB."""
STEP = 4 << 20
"""Bytes unpacked at a time: a part that unpacks to gigabytes never lies in memory whole."""
_SIP = 1 << 10
"""Packed bytes given to zstd at a time: it knows no other bound. These unpack to 32 MB at most."""


class PartError(ValueError):
    """A part that cannot be read. The message is the cause, in one line."""


class Packer(Protocol):
    """Packs bytes as they come."""

    def compress(self, data: bytes, /) -> bytes:
        """What is packed by now, mostly nothing."""

    def flush(self) -> bytes:
        """The rest."""


def suffix_of(compression: Compression) -> str:
    """The end of the name of a file that is packed so."""
    return next(suffix for suffix, known in SUFFIXES.items() if known == compression)


def compression_of(name: str) -> Compression:
    """How a file is packed, by its name; raises PartError where the name does not say."""
    for suffix, compression in SUFFIXES.items():
        if name.endswith(suffix):
            return compression
    raise PartError(f"its name ends in none of {', '.join(SUFFIXES)}")


def packer(compression: Compression) -> Packer:
    """A new packer. What it makes holds neither name nor time."""
    if compression == "gzip":
        return zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    made = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compressobj()
    return cast("Packer", made)


def unpacked(chunks: Iterable[bytes], compression: Compression) -> Iterator[bytes]:
    """The bytes of a packed file; raises PartError."""
    return _gunzipped(chunks) if compression == "gzip" else _unzstd(chunks)


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        packed = chunk
        while packed:
            if inflater.eof:
                raise PartError("more than one gzip member")
            try:
                yield inflater.decompress(packed, STEP)
            except zlib.error as error:
                raise PartError(f"not gzip: {error}") from None
            packed = inflater.unconsumed_tail or inflater.unused_data
    if not inflater.eof:
        raise PartError("truncated")


def _unzstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    ready: list[bytes] = []
    size = 0
    for sip in _sips(chunks):
        if frame.eof:
            raise PartError("more than one zstd frame")
        try:
            text = frame.decompress(sip)
        except zstandard.ZstdError as error:
            raise PartError(f"not zstd: {error}") from None
        if frame.unused_data:
            raise PartError("more than one zstd frame")
        ready.append(text)
        size += len(text)
        if size >= STEP:
            yield b"".join(ready)
            ready, size = [], 0
    if not frame.eof:
        raise PartError("truncated")
    yield b"".join(ready)


def _sips(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for at in range(0, len(chunk), _SIP):
            yield chunk[at : at + _SIP]
