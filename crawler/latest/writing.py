"""Which stories make up a partition, and the writing of deltas."""

from math import isqrt
from pathlib import Path

from crawler.dump.latest import LINES, Place, StoredDelta, delta_stem
from crawler.dump.line_file import LineFile
from crawler.latest.files import PartitionFiles, Rows, store
from crawler.sinks import Sink

FEWEST, MOST = 250, 2000
"""Rows of the largest partition of a small source, and of a large one."""
BYTES = 16 << 20
"""Bytes of a partition's lines before compression, exceeded by one line at most."""


def partition_rows(rows: int) -> int:
    """Return the rows of the largest partition of a source with so many: what one changed story
    costs grows slower than the source, and so does the number of its files.

    >>> partition_rows(100), partition_rows(5_000), partition_rows(1_000_000)
    (250, 560, 2000)
    """
    return min(max(8 * isqrt(rows), FEWEST), MOST)


class PartitionWriter:
    """Writes the stories of one source, in order, as partitions."""

    def __init__(self, files: PartitionFiles, source: str, most: int) -> None:
        """`most` is the rows of the largest partition."""
        self._files = files
        self._source = source
        self._most = most
        self._rows: Rows = []
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
        rows, self._rows = self._rows[:count], self._rows[count:]
        self._bytes -= sum(len(line) for _, line in rows)
        self._files.write(self._source, rows)


class DeltaWriter:
    """Writes the delta from one version to the next."""

    def __init__(self, sink: Sink, since: str, version: str, folder: Path) -> None:
        """`folder` is for temporary files."""
        self._sink = sink
        self._since = since
        self._version = version
        self._path = folder / "delta"
        self._lines = LineFile(self._path)

    def add(self, line: bytes) -> None:
        """Add the last record of the next story."""
        self._lines.write(line)

    def close(self) -> StoredDelta:
        """Upload the file. Raises SinkError."""
        self._lines.close()
        file = store(self._sink, self._path, delta_stem(self._since, self._version), LINES)
        return StoredDelta(self._since, self._version, self._lines.rows, file)
