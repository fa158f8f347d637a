"""Records as Arrow batches and as Parquet."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow
import pyarrow.parquet

from crawler.dump.arrow_batch import arrow_batch
from crawler.dump.schemas.arrow import TYPED

BATCH = 2 << 20
"""Bytes of JSON per batch, which is at least one row."""
GROUP = 24 << 20
"""Bytes of JSON per row group: about a quarter of it as a file."""
_UNIQUE = frozenset(
    (
        "id",
        "supersedes",
        "url",
        "canonical_url",
        "headline",
        "intro",
        "body",
        "digest",
        "raw.sha256",
    )
)
"""Columns whose values hardly recur. A dictionary of them takes 10 MB of memory, and more of the
file than their values do."""


def _leaves(name: str, kind: pyarrow.DataType) -> Iterator[str]:
    """Yield the paths of the columns within one, as in Parquet."""
    if pyarrow.types.is_list(kind):
        yield from _leaves(f"{name}.list.element", kind.value_type)
    elif pyarrow.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{name}.{field.name}", field.type)
    else:
        yield name


_DICTIONARIES = [
    path for field in TYPED for path in _leaves(field.name, field.type) if path not in _UNIQUE
]


def record_batches(lines: Iterable[bytes]) -> Iterator[pyarrow.RecordBatch]:
    """Yield records as Arrow batches with typed columns; raise SinkError if they do not fit."""
    block: list[bytes] = []
    size = 0
    for line in lines:
        block.append(line)
        size += len(line)
        if size >= BATCH:
            yield arrow_batch(block)
            block, size = [], 0
    if block:
        yield arrow_batch(block)


class Table:
    """Writer of one Parquet file. The file is valid only after `close`."""

    def __init__(self, path: Path) -> None:
        """Open the file; this and all other methods raise OSError if it cannot be written."""
        self._lines: list[bytes] = []
        self._size = 0
        self._batches: list[pyarrow.RecordBatch] = []
        self._packed = 0
        self._writer = pyarrow.parquet.ParquetWriter(
            path, TYPED, compression="zstd", use_dictionary=_DICTIONARIES
        )

    def write(self, line: bytes) -> None:
        """Add one record; raise SinkError, with this or a later one, if it does not fit."""
        self._lines.append(line)
        self._size += len(line)
        if self._size >= BATCH:
            self._pack()

    def close(self) -> None:
        """Write the remaining rows and the file footer."""
        if self._lines:
            self._pack()
        self._flush()
        self._writer.close()

    def _pack(self) -> None:
        self._batches.append(arrow_batch(self._lines))
        self._packed += self._size
        self._lines, self._size = [], 0
        if self._packed >= GROUP:
            self._flush()

    def _flush(self) -> None:
        table = pyarrow.Table.from_batches(self._batches, TYPED)
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._batches, self._packed = [], 0
