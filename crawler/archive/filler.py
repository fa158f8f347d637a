"""Compressed members of an exact size: what takes the place of erased records in a WARC file, so
that the offsets of all others stay."""

import uuid
import zlib

from crawler.archive.exchange import WarcCompression

_HEAD = (
    "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: {date}\r\n"
    "Content-Type: application/warc-fields\r\nContent-Length: {size:010d}\r\n\r\n"
)
_TEXT = b"erased: "
_END = b"\r\n\r\n"
_GZIP = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
_GZIP_BLOCK = 0xFFFF
_GZIP_COST = 5
_ZSTD = b"\x28\xb5\x2f\xfd\x00\x50"
"""Magic number, no options, a window of 1 MiB."""
_ZSTD_BLOCK = 1 << 17
_ZSTD_COST = 3


def filler(size: int, compression: WarcCompression, date: str) -> bytes:
    """Return a member of so many bytes that holds a metadata record without content.

    Raises ValueError if that is too few for one.
    """
    return _gzip(size, date) if compression == "gzip" else _zstd(size, date)


def _record(size: int, date: str) -> bytes:
    """Return a record of so many bytes."""
    head = _HEAD.format(id=uuid.uuid4(), date=date, size=0)
    room = size - len(head) - len(_END)
    if room < len(_TEXT):
        raise ValueError(f"{size} bytes are too few for a WARC record")
    head = head.replace(f"{0:010d}", f"{room:010d}")
    return head.encode() + _TEXT + b"x" * (room - len(_TEXT)) + _END


def _gzip(size: int, date: str) -> bytes:
    room = size - len(_GZIP) - 8
    blocks = -(-room // (_GZIP_BLOCK + _GZIP_COST))
    data = _record(room - blocks * _GZIP_COST, date)
    stored = []
    for number in range(blocks):
        part = data[number * _GZIP_BLOCK : (number + 1) * _GZIP_BLOCK]
        length = len(part)
        is_last = number == blocks - 1
        lengths = length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little")
        stored.append(bytes([is_last]) + lengths + part)
    ending = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return b"".join((_GZIP, *stored, ending))


def _zstd(size: int, date: str) -> bytes:
    room = size - len(_ZSTD)
    blocks = -(-room // (_ZSTD_BLOCK + _ZSTD_COST))
    data = _record(room - blocks * _ZSTD_COST, date)
    stored = []
    for number in range(blocks):
        part = data[number * _ZSTD_BLOCK : (number + 1) * _ZSTD_BLOCK]
        head = len(part) << 3 | (number == blocks - 1)
        stored.append(head.to_bytes(3, "little") + part)
    return b"".join((_ZSTD, *stored))
