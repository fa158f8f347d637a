"""The rows of a part, read back: one JSON object a line."""

from collections.abc import Iterable, Iterator

import msgspec

from crawler.contract import Record
from crawler.dump.compression import PartError, compression_of, unpacked

MAX_ROW = 256 << 20


def lines(key: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a part, without their newlines; its key says how it is packed.

    Raises PartError.
    """
    rest = b""
    for text in unpacked(chunks, compression_of(key)):
        *whole, rest = (rest + text).split(b"\n")
        yield from whole
        if len(rest) > MAX_ROW:
            raise PartError("a row without an end")
    if rest:
        raise PartError("the last row has no end")


def record(line: bytes) -> Record:
    """A record's row; raises PartError."""
    try:
        return _records.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"a row is no record: {error}") from None


_records = msgspec.json.Decoder(Record)
