"""External selection and sorting: the newest row of each story, by id, in little memory.

Rows are put in buckets by the first digits of their id, all in one temporary file. A bucket fits in
memory; one that does not is split by the next digits.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import zstandard

CHUNK = 64 << 10
"""Bytes of a bucket's lines that wait in memory."""
BUCKET = 24 << 20
"""Bytes of lines in a bucket, unless no split is left."""
ID = 32
"""Length of an id, with which keys begin."""
_LEVEL = -30
"""Of zstd: half the size, in a third of the time of level 1."""
_SPLITS = 3
"""Maximum number of times that a bucket is split: enough for any dump."""
_BUCKETS = 512
"""By two digits and the first bit of a third one."""
_BUCKET_OF = {f"{digits:03x}".encode(): digits // 8 for digits in range(16**3)}


class Row(NamedTuple):
    """A line with what it is sorted by; neither has a newline."""

    key: bytes
    """Begins with a hexadecimal id; the rest tells apart the rows of one id."""
    line: bytes


class Newest(NamedTuple):
    """The rows of one id."""

    first: bytes
    """The least key."""
    row: Row
    """The greatest row."""


class _Chunk(NamedTuple):
    """Compressed rows in the file."""

    offset: int
    bytes: int


class NewestRows:
    """Rows, of which the greatest for each id is kept."""

    def __init__(
        self, folder: Path, chunk: int = CHUNK, bucket: int = BUCKET, _split: int = 0
    ) -> None:
        """`folder` is for temporary files. Raises OSError, like all methods."""
        self._folder, self._chunk, self._bucket, self._split = folder, chunk, bucket, _split
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115  # open as long as this
        self._packer = zstandard.ZstdCompressor(level=_LEVEL)
        self._end = 0
        self._waiting: list[list[bytes]] = [[] for _ in range(_BUCKETS)]
        """Keys and lines, in turn."""
        self._sizes = [0 for _ in range(_BUCKETS)]
        """Bytes of the lines that wait, by bucket."""
        self._totals = [0 for _ in range(_BUCKETS)]
        """Bytes of the lines in the file, by bucket."""
        self._chunks: list[list[_Chunk]] = [[] for _ in range(_BUCKETS)]
        self._digits = slice(2 * _split, 2 * _split + 3)

    def add(self, row: Row) -> None:
        """Add a row."""
        bucket = _BUCKET_OF[row.key[self._digits]]
        self._waiting[bucket] += row
        self._sizes[bucket] += len(row.line)
        if self._sizes[bucket] >= self._chunk:
            self._store(bucket)

    def __iter__(self) -> Iterator[Newest]:
        """Yield each id's rows, by id; call once, after the last `add`."""
        with self._file:
            if self._end:  # what waits makes room for the bucket that is read
                for bucket in range(_BUCKETS):
                    if self._waiting[bucket]:
                        self._store(bucket)
            for bucket in range(_BUCKETS):
                if self._totals[bucket] > self._bucket and self._split < _SPLITS:
                    yield from self._divided(bucket)
                elif self._totals[bucket] or self._waiting[bucket]:  # most are empty
                    yield from _newest(self._rows(bucket))

    def _store(self, bucket: int) -> None:
        packed = self._packer.compress(b"\n".join(self._waiting[bucket]))
        self._file.write(packed)
        self._chunks[bucket].append(_Chunk(self._end, len(packed)))
        self._end += len(packed)
        self._totals[bucket] += self._sizes[bucket]
        self._waiting[bucket], self._sizes[bucket] = [], 0

    def _rows(self, bucket: int) -> Iterator[Row]:
        unpacker = zstandard.ZstdDecompressor()
        for chunk in self._chunks[bucket]:
            self._file.seek(chunk.offset)
            yield from _pairs(unpacker.decompress(self._file.read(chunk.bytes)).split(b"\n"))
        yield from _pairs(self._waiting[bucket])
        self._waiting[bucket] = []

    def _divided(self, bucket: int) -> Iterator[Newest]:
        parts = NewestRows(self._folder, self._chunk, self._bucket, self._split + 1)
        for row in self._rows(bucket):
            parts.add(row)
        return iter(parts)


def _pairs(texts: list[bytes]) -> Iterator[Row]:
    return map(Row, texts[::2], texts[1::2])


def _newest(rows: Iterator[Row]) -> Iterator[Newest]:
    found: dict[bytes, Newest] = {}
    for row in rows:
        story = row.key[:ID]
        known = found.get(story)
        if known is None:
            found[story] = Newest(row.key, row)
        else:
            found[story] = Newest(min(known.first, row.key), max(known.row, row))
    for story in sorted(found):
        yield found.pop(story)
