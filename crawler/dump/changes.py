"""What has changed between two revisions, without reading the first of them again."""

import zlib
from collections.abc import Sequence

from crawler.contract import Record, content_of, encode

SIZE = 4
"""Bytes of a mark: two contents of one key share it once in 4 * 10^9."""


def changes(marks: bytes, record: Record) -> tuple[str, ...]:
    """The keys of a record whose content is not what the marks of another revision stand for."""
    return differing(marks, marks_of(record), tuple(content_of(record)))


def differing(before: bytes, now: bytes, keys: Sequence[str]) -> tuple[str, ...]:
    """The keys of the content whose marks are not the same in two revisions.

    >>> differing(b"aaaabbbb", b"aaaacccc", ("headline", "body"))
    ('body',)
    """
    return tuple(
        key
        for at, key in enumerate(keys)
        if now[at * SIZE : (at + 1) * SIZE] != before[at * SIZE : (at + 1) * SIZE]
    )


def marks_of(record: Record) -> bytes:
    """One mark for each key of the content. Another choice of keys is another ledger version."""
    return b"".join(
        zlib.crc32(encode(content)).to_bytes(SIZE) for content in content_of(record).values()
    )
