"""The rows of a part, read back: one gzip member, one JSON object a line."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from crawler.clean.repeated import RULE
from crawler.clean.standing import mark_of
from crawler.dump.likeness import Told, likeness_of
from crawler.ledger import Furniture, Likeness, Reject, Revision
from crawler.model import RemovedText

STEP = 4 << 20
"""Bytes unpacked at a time: a part that unpacks to gigabytes never lies in memory whole."""
MAX_ROW = 256 << 20


class PartError(ValueError):
    """A part that cannot be read. The message is the cause, in one line."""


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a gzipped part, without their newlines; raises PartError."""
    rest = b""
    for text in _unpacked(chunks):
        *whole, rest = (rest + text).split(b"\n")
        yield from whole
        if len(rest) > MAX_ROW:
            raise PartError("a row without an end")
    if rest:
        raise PartError("the last row has no end")


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
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


def revision(line: bytes) -> Revision:
    """What the ledger needs of a record's row; raises PartError."""
    try:
        return _revisions.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"a row is no record: {error}") from None


def likeness(line: bytes) -> Likeness | None:
    """What the ledger needs of a record's text; raises PartError."""
    try:
        return likeness_of(_told.decode(line))
    except msgspec.DecodeError as error:
        raise PartError(f"a row is no record: {error}") from None


@dataclass(frozen=True, slots=True)
class _Content:
    digest: str


@dataclass(frozen=True, slots=True)
class _Quarantined:
    url: str
    sha256: str
    kind: str
    record: _Content | None


def reject(line: bytes) -> Reject:
    """What the ledger needs of a quarantine row; raises PartError.

    Less strict than `model.Quarantined`: the record in it may be there because it is not valid.
    """
    try:
        row = _rejects.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"a row is no quarantined page: {error}") from None
    return Reject(row.url, row.sha256, row.kind, row.record.digest if row.record else "")


def furniture(line: bytes) -> Furniture | None:
    """What the ledger needs of a removed text's row, if repetition took it; raises PartError."""
    if _BY_REPETITION not in line:  # most are of a rule, and there are many
        return None
    try:
        row = _removed.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"a row is no removed text: {error}") from None
    return Furniture(row.source, mark_of(row.text)) if row.rule == RULE else None


_BY_REPETITION = f'"rule":"{RULE}"'.encode()
_removed = msgspec.json.Decoder(RemovedText)
_told = msgspec.json.Decoder(Told)
_revisions = msgspec.json.Decoder(Revision)
_rejects = msgspec.json.Decoder(_Quarantined)
