"""Decoding of part rows: one JSON object per line."""

from collections.abc import Iterable, Iterator

import msgspec

from crawler.contract import Record
from crawler.dump.compression import PartError, compression_of, unpacked
from crawler.dump.upgrade import upgraded

MAX_ROW = 256 << 20
"""Maximum bytes of a row."""


def lines(key: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a part, without newlines, in the present form; the suffix of `key` gives
    its compression.

    Raises PartError for invalid or truncated data.
    """
    open_row: list[bytes] = []
    size = 0
    for text in unpacked(chunks, compression_of(key)):
        first, *others = text.split(b"\n")
        open_row.append(first)
        size += len(first)
        if others:
            yield upgraded(b"".join(open_row))
            open_row = [others.pop()]
            size = len(open_row[0])
            yield from map(upgraded, others)
        if size > MAX_ROW:
            raise PartError(f"row longer than {MAX_ROW} bytes")
    if size:
        raise PartError("truncated: the last row has no newline")


def record(line: bytes) -> Record:
    """Decode a record's row; raise PartError if it is invalid."""
    try:
        return _records.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"invalid record: {error}") from None


_records = msgspec.json.Decoder(Record)
