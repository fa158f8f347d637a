"""Files of the newest state, named for their content: lines, and a table of each partition's."""

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Self

from crawler.base.heap import give_back
from crawler.dump.latest import (
    LINES,
    TABLE,
    Partition,
    Place,
    StoredFile,
    marked_key,
    partition_stem,
)
from crawler.dump.line_file import LineFile
from crawler.sinks import Sink

_SMALL = 4 << 20
"""Bytes of the lines of a partition that may be in memory while the next one is read."""

Rows = list[tuple[Place, bytes]]
"""Stories with their lines, in order."""


class PartitionFiles:
    """Writes the files of partitions, the tables in a thread of its own: most of that is Arrow's,
    and takes as long as all the rest. A context manager, which waits for the thread."""

    def __init__(self, sink: Sink, folder: Path) -> None:
        """`folder` is for temporary files."""
        self.partitions: list[Partition] = []
        """Those whose files are uploaded."""
        self._sink = sink
        self._folder = folder
        self._thread = ThreadPoolExecutor(1)
        self._begun: _Begun | None = None
        """The last partition."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def write(self, source: str, rows: Rows) -> None:
        """Begin the next partition, and upload the one before; a large one is completed at once.
        The rows are taken out of the list, so that each is freed when its line is in both files.
        Raises SinkError."""
        before, number = self._begun, len(self.partitions) + bool(self._begun)
        first, last, count = rows[0][0], rows[-1][0], len(rows)
        lines, size = deque(line for _, line in rows), sum(len(line) for _, line in rows)
        rows.clear()
        table = self._thread.submit(_write_table, self._folder / f"table-{number}", lines.copy())
        file = LineFile(path := self._folder / "lines")
        while lines:
            file.write(lines.popleft())
        file.close()
        stored = store(self._sink, path, partition_stem(source, first[0] or None), LINES)
        self._begun = _Begun(source, first, last, count, stored, table)
        if before:
            self._upload(before)
        if size > _SMALL:
            self.finish()
            give_back()  # what Arrow has taken meanwhile is in pieces, between other memory

    def finish(self) -> list[Partition]:
        """Upload the last partition; return all. Raises SinkError."""
        if self._begun:
            self._upload(self._begun)
            self._begun = None
        return self.partitions

    def _upload(self, begun: "_Begun") -> None:
        (first, first_id), (last, last_id) = begun.first, begun.last
        stem = partition_stem(begun.source, first or None)
        self.partitions.append(
            Partition(
                *(begun.source, first or None, first_id, last or None, last_id, begun.rows),
                lines=begun.lines,
                table=store(self._sink, begun.table.result(), stem, TABLE),
            )
        )


class _Begun(NamedTuple):
    """A partition whose table is perhaps still being written."""

    source: str
    first: Place
    last: Place
    rows: int
    lines: StoredFile
    table: "Future[Path]"


def store(sink: Sink, path: Path, stem: str, suffix: str) -> StoredFile:
    """Upload a file, and delete it here. Raises SinkError."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    key = marked_key(stem, sha256, suffix)
    stored = StoredFile(key, path.stat().st_size, sha256)
    sink.create(key, path)
    path.unlink()
    return stored


def _write_table(path: Path, lines: deque[bytes]) -> Path:
    from crawler.dump.parquet import Table  # pyarrow takes half a second to import

    table = Table(path)
    while lines:
        table.write(lines.popleft())
    table.close()
    return path
