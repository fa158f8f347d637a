"""Records as Arrow batches and as Parquet."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow
import pyarrow.parquet

from crawler.dump.schemas.arrow import PLAIN, TYPED
from crawler.sinks import SinkError

BATCH = 500
"""Rows held as Python objects at a time."""
GROUP = 64 << 20
"""Bytes per row group before compression."""


def record_batches(lines: Iterable[bytes]) -> Iterator[pyarrow.RecordBatch]:
    """Yield records as Arrow batches with typed columns; raise SinkError if they do not fit."""
    rows = map(_row, lines)
    while batch := list(islice(rows, BATCH)):
        yield _batch(batch)


class Table:
    """Writer of one Parquet file. The file is valid only after `close`."""

    def __init__(self, path: Path) -> None:
        """Open the file; this and all other methods raise OSError if it cannot be written."""
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pyarrow.RecordBatch] = []
        self._writer = pyarrow.parquet.ParquetWriter(path, TYPED, compression="zstd")

    def write(self, line: bytes) -> None:
        """Add one record; raise SinkError if it has keys that the model does not know."""
        self._rows.append(_row(line))
        if len(self._rows) >= BATCH:
            self._pack()

    def close(self) -> None:
        """Write the remaining rows and the file footer."""
        self._pack()
        self._flush()
        self._writer.close()

    def _pack(self) -> None:
        self._batches.append(_batch(self._rows))
        self._rows = []
        if sum(batch.nbytes for batch in self._batches) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        table = pyarrow.Table.from_batches(self._batches, TYPED)
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._batches = []


def _row(line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.json.decode(line)
    if unknown := row.keys() - _NAMES:
        raise SinkError(f"records of another version: no column for {', '.join(unknown)}")
    return row


def _batch(rows: list[dict[str, Any]]) -> pyarrow.RecordBatch:
    try:
        return pyarrow.RecordBatch.from_pylist(rows, PLAIN).cast(TYPED)
    except pyarrow.ArrowException as error:
        raise SinkError(f"records do not fit the table: {str(error)[:200]}") from error


_NAMES = frozenset(TYPED.names)
