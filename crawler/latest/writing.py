"""Writing of the files of the newest state: partitions and deltas, named for their content."""

import hashlib
from math import isqrt
from pathlib import Path

from crawler.dump.compression import fast_packer
from crawler.dump.latest import (
    LINES,
    TABLE,
    Partition,
    Place,
    StoredDelta,
    StoredFile,
    delta_stem,
    marked_key,
    partition_stem,
)
from crawler.sinks import Sink

FEWEST, MOST = 250, 2000
"""Rows of the largest partition of a small source, and of a large one."""
BYTES = 16 << 20
"""Bytes of a partition's lines before compression, exceeded by one line at most."""
_CHUNK = 1 << 20


def partition_rows(rows: int) -> int:
    """Return the rows of the largest partition of a source with so many: what one changed story
    costs grows slower than the source, and so does the number of its files.

    >>> partition_rows(100), partition_rows(5_000), partition_rows(1_000_000)
    (250, 560, 2000)
    """
    return min(max(8 * isqrt(rows), FEWEST), MOST)


class PartitionWriter:
    """Writes the stories of one source, in order, as partitions."""

    def __init__(self, sink: Sink, source: str, most: int, folder: Path) -> None:
        """`most` is the rows of the largest partition; `folder` is for temporary files."""
        self.partitions: list[Partition] = []
        self._sink = sink
        self._source = source
        self._most = most
        self._folder = folder
        self._rows: list[tuple[Place, bytes]] = []
        self._bytes = 0

    def add(self, place: Place, line: bytes) -> None:
        """Add the next story. Raises SinkError."""
        self._rows.append((place, line))
        self._bytes += len(line)
        if self._exceeds(1.5):
            self._write(self._full())

    def close(self) -> None:
        """Write what is left: two halves if it is too much for one partition. Raises SinkError."""
        while self._rows:
            self._write((len(self._rows) + 1) // 2 if self._exceeds(1) else len(self._rows))

    def _exceeds(self, share: float) -> bool:
        is_over = len(self._rows) > share * self._most or self._bytes > share * BYTES
        return is_over and len(self._rows) > 1

    def _full(self) -> int:
        """Return the number of rows that fill a partition."""
        count = size = 0
        while count < self._most and size < BYTES:
            size += len(self._rows[count][1])
            count += 1
        return count

    def _write(self, count: int) -> None:
        from crawler.dump.parquet import Table  # pyarrow takes half a second to import

        rows, self._rows = self._rows[:count], self._rows[count:]
        self._bytes -= sum(len(line) for _, line in rows)
        lines, path = _Lines(self._folder / "lines"), self._folder / "table"
        table = Table(path)
        for _, line in rows:
            lines.add(line)
            table.write(line)
        table.close()
        (first, first_id), (last, last_id) = rows[0][0], rows[-1][0]
        stem = partition_stem(self._source, first or None)
        partition = Partition(
            *(self._source, first or None, first_id, last or None, last_id, len(rows)),
            lines=_store(self._sink, lines.close(), stem, LINES),
            table=_store(self._sink, path, stem, TABLE),
        )
        self.partitions.append(partition)


class DeltaWriter:
    """Writes the delta from one version to the next."""

    def __init__(self, sink: Sink, since: str, version: str, folder: Path) -> None:
        """`folder` is for temporary files."""
        self._sink = sink
        self._since = since
        self._version = version
        self._lines = _Lines(folder / "delta")

    def add(self, line: bytes) -> None:
        """Add the last record of the next story."""
        self._lines.add(line)

    def close(self) -> StoredDelta:
        """Upload the file. Raises SinkError."""
        path = self._lines.close()
        file = _store(self._sink, path, delta_stem(self._since, self._version), LINES)
        return StoredDelta(self._since, self._version, self._lines.rows, file)


class _Lines:
    """Writer of compressed lines."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._path = path
        self._file = path.open("wb")
        self._packer = fast_packer("gzip")
        self._waiting: list[bytes] = []
        self._size = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._waiting.append(line)
        self._size += len(line)
        if self._size >= _CHUNK:
            self._pack()

    def close(self) -> Path:
        """Return the path of the file, which is complete."""
        self._pack()
        self._file.write(self._packer.flush())
        self._file.close()
        return self._path

    def _pack(self) -> None:
        if self._waiting:
            self._file.write(self._packer.compress(b"\n".join(self._waiting) + b"\n"))
        self._waiting, self._size = [], 0


def _store(sink: Sink, path: Path, stem: str, suffix: str) -> StoredFile:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    key = marked_key(stem, sha256, suffix)
    stored = StoredFile(key, path.stat().st_size, sha256)
    sink.create(key, path)
    path.unlink()
    return stored
