"""What has changed between two revisions, without reading the first of them again."""

import zlib

from crawler.ledger import Revision, State
from crawler.model import Record, encode
from crawler.record import content_of

SIZE = 4
"""Bytes of a mark: two contents of one key share it once in 4 * 10^9."""


def as_revision(record: Record) -> Revision:
    """What the ledger keeps of a record."""
    return Revision(
        record.id, record.revision, record.digest, record.url, _state(record), _marks(record)
    )


def changes(marks: bytes, record: Record) -> tuple[str, ...]:
    """The keys of a record whose content is not what the marks of another revision stand for."""
    now = _marks(record)
    return tuple(
        key
        for at, key in enumerate(content_of(record))
        if now[at * SIZE : (at + 1) * SIZE] != marks[at * SIZE : (at + 1) * SIZE]
    )


def _marks(record: Record) -> bytes:
    """One mark for each key of the content. Another choice of keys is another ledger version."""
    return b"".join(
        zlib.crc32(encode(content)).to_bytes(SIZE) for content in content_of(record).values()
    )


def _state(record: Record) -> State:
    if record.pubstatus == "canceled":
        return "killed"
    if record.op == "delete":
        return "gone"
    return "corrected" if record.corrected else "plain"
