"""Content marks, which show the keys that changed between two revisions without reading the
first."""

import struct
import zlib
from collections.abc import Sequence

from crawler.contract import CONTENT, Record, content_of, content_values, encode

_MARKS = struct.Struct(f">{len(CONTENT)}I")
_NULL = zlib.crc32(b"null")
SIZE = 4
"""Bytes per mark: the CRC-32 of one key's content. Collision odds are 1 in 4 * 10^9 per key."""


def changes(marks: bytes, record: Record) -> tuple[str, ...]:
    """Return the content keys of a record that differ from the revision with these marks."""
    return differing(marks, marks_of(record), tuple(content_of(record)))


def differing(before: bytes, now: bytes, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys whose marks differ between two revisions.

    >>> differing(b"aaaabbbb", b"aaaacccc", ("headline", "body"))
    ('body',)
    """
    return tuple(
        key
        for at, key in enumerate(keys)
        if now[at * SIZE : (at + 1) * SIZE] != before[at * SIZE : (at + 1) * SIZE]
    )


def marks_of(record: Record) -> bytes:
    """Return the concatenated marks of a record's content keys, in `CONTENT` order.

    Changing the set of keys requires a new ledger version.
    """
    return _MARKS.pack(
        *(_NULL if value is None else zlib.crc32(encode(value)) for value in content_values(record))
    )
