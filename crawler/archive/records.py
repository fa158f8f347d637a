"""WARC and ARC records in a stream of decompressed pieces, whatever lengths their headers state.

FastWARC and warcio end at the first record that is not where the length of the one before it says,
and hand over truncated records as whole ones. Here the boundaries of compressed members and the
first line of the next record correct a wrong length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crawler.archive.decompression import Damage, Piece, pieces
from crawler.archive.grammars import WARC, Grammar

MOST_BYTES = 32 << 20
"""Largest record that is read; a page has at most 10 MB."""
MOST_HEADER = 1 << 16
FEW = 64
"""Bytes by which the length in a header may exceed a record that ends with its compressed member,
without that anything is missing."""
CUT = "truncated"
_SPACE = b"\r\n"
_BLANK = re.compile(rb"[\r\n]*")


@dataclass(frozen=True, slots=True)
class Record:
    """One record; one of an ARC has the headers that it would have in a WARC."""

    offset: int
    """Of the compressed member that holds it, or of its first byte."""
    headers: dict[str, str]
    """By lower-case name; the last one counts."""
    block: bytes
    flaw: str | None = None
    """Why the block may not be what was written."""

    @property
    def kind(self) -> str:
        """Return the type of the record."""
        return self.headers.get("warc-type", "").lower()


def records(stream: BinaryIO, start: int = 0, grammar: Grammar = WARC) -> Iterator[Record | Damage]:
    """Yield the records of a file from an offset on. Raises OSError if it cannot be read."""
    splitter = _Splitter(grammar)
    for piece in pieces(stream, start):
        if isinstance(piece, Damage):
            yield from splitter.end(CUT)
            yield piece
        else:
            yield from splitter.add(piece)
    yield from splitter.end(CUT)


class _Splitter:
    """Buffers pieces until a record is complete."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._buffer = bytearray()
        self._at = 0
        self._is_packed = False
        self._skip = 0
        """Bytes of an oversized record still to be dropped."""
        self._lost = 0
        """Bytes dropped so far because they are no record."""
        self._lost_at = 0

    def add(self, piece: Piece) -> Iterator[Record | Damage]:
        """Yield the records that the piece completes."""
        dropped = min(self._skip, len(piece.data))
        self._skip -= dropped
        self._is_packed = piece.is_packed
        if not self._buffer:
            self._at = piece.offset + (0 if piece.is_packed else dropped)
        self._buffer += piece.data[dropped:]
        yield from self._complete()
        if piece.is_end:
            self._skip = 0
            yield from self.end("shorter than its header states")

    def end(self, cause: str) -> Iterator[Record | Damage]:
        """Yield what the buffer holds, because nothing more belongs to it."""
        yield from self._complete(cause)
        self._buffer.clear()

    def _complete(self, end: str | None = None) -> Iterator[Record | Damage]:
        """Yield the complete records; with `end`, the incomplete last one too."""
        while found := self._next(end):
            yield from found

    def _next(self, end: str | None) -> list[Record | Damage]:
        """Return the next record or damage, with both if bytes precede a record; empty if more
        bytes are needed."""
        buffer = self._buffer
        if not self._lost:
            self._drop(_BLANK.match(buffer).end())  # type: ignore[union-attr]  # matches always
        if not buffer and not self._lost:
            return []
        if self._lost or not self._grammar.start.match(buffer):
            return self._resume(end)
        head = self._grammar.header_end.search(buffer, 0, MOST_HEADER)
        if head is None:
            if end is None and len(buffer) < MOST_HEADER:
                return []
            return self._lose("unterminated record header")
        headers = self._grammar.parse(bytes(buffer[: head.start()]))
        length = _length(headers)
        if length is not None and length > MOST_BYTES:
            return self._pass_over(head.end(), length)
        return self._cut(headers, head.end(), length, end)

    def _cut(
        self, headers: dict[str, str], head: int, length: int | None, end: str | None
    ) -> list[Record | Damage]:
        buffer, stop = self._buffer, head + (length or 0)
        longest = self._grammar.longest_start
        if end is None and len(buffer) < stop + longest and len(buffer) <= head + MOST_BYTES:
            return []  # the start of the next record confirms the length
        if length is not None and len(buffer) >= stop and self._is_end(stop):
            return [self._record(headers, head, stop)]
        if (following := self._grammar.following.search(buffer, max(0, head - 1))) is not None:
            return [self._record(headers, head, following.start() + 1, is_wrong=True)]
        if end is not None:
            missing = max(0, stop - len(buffer))
            flaw = f"{end}: {missing} bytes missing" if missing > FEW or end == CUT else None
            return [self._record(headers, head, len(buffer), flaw, is_wrong=True)]
        if len(buffer) > head + MOST_BYTES:
            return self._lose("unterminated record")
        return []

    def _is_end(self, stop: int) -> bool:
        """Return whether a record ends there, followed by another record or EOF."""
        rest = bytes(self._buffer[stop : stop + self._grammar.longest_start + 4])
        is_parted = self._grammar is WARC and rest.startswith(WARC.end)
        left = rest.lstrip(_SPACE)
        return is_parted or not left or self._grammar.start.match(left) is not None

    def _record(
        self,
        headers: dict[str, str],
        head: int,
        stop: int,
        flaw: str | None = None,
        is_wrong: bool = False,
    ) -> Record:
        """Take a record from the buffer; `is_wrong` says that it does not have the length in its
        header, so that what ends it is still to be removed."""
        with memoryview(self._buffer) as buffer:  # copied once
            block = bytes(buffer[head:stop])
        if is_wrong:
            block = block.removesuffix(self._grammar.end)
        record = Record(self._at, headers, block, flaw)
        self._drop(stop)
        return record

    def _resume(self, end: str | None) -> list[Record | Damage]:
        """Skip non-record data, up to the next record."""
        following = self._grammar.following.search(self._buffer)
        is_over = following is not None or end is not None
        stop = following.start() + 1 if following else len(self._buffer)
        if not is_over:  # the next record may start in what comes
            stop = max(0, stop - self._grammar.longest_start - 80)
        if not self._lost:
            self._lost_at = self._at
        self._lost += stop
        self._drop(stop)
        if not is_over:
            return []
        lost, self._lost = self._lost, 0
        return [Damage(self._lost_at, f"skipped {lost} bytes of non-record data")]

    def _lose(self, cause: str) -> list[Record | Damage]:
        following = self._grammar.following.search(self._buffer, 1)
        damage = Damage(self._at, cause)
        self._drop(following.start() + 1 if following else len(self._buffer))
        return [damage]

    def _pass_over(self, head: int, length: int) -> list[Record | Damage]:
        damage = Damage(self._at, f"record of {length} bytes, more than {MOST_BYTES}")
        self._skip = max(0, head + length - len(self._buffer))
        self._drop(min(head + length, len(self._buffer)))
        return [damage]

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        if not self._is_packed:
            self._at += size


def _length(headers: dict[str, str]) -> int | None:
    stated = headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdecimal() else None
