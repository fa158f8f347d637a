"""Parquet output of records. Its columns are derived from the record model."""

from pathlib import Path
from typing import Any, get_args

import msgspec
import pyarrow
import pyarrow.parquet
from msgspec import inspect

from crawler.contract import Day, Record, UtcMoment
from crawler.sinks import SinkError

BATCH = 500
"""Rows held as Python objects at a time."""
GROUP = 64 << 20
"""Bytes per row group before compression."""

_TYPED = {
    get_args(Day)[1].pattern: pyarrow.date32(),
    get_args(UtcMoment)[1].pattern: pyarrow.timestamp("ms", "UTC"),
}
"""String pattern in the model -> column type."""


class Table:
    """Writer of one Parquet file. The file is valid only after `close`."""

    def __init__(self, path: Path) -> None:
        """Open the file; this and all other methods raise OSError if it cannot be written."""
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pyarrow.RecordBatch] = []
        self._writer = pyarrow.parquet.ParquetWriter(path, COLUMNS, compression="zstd")

    def write(self, line: bytes) -> None:
        """Add one record; raise SinkError if it has keys that the model does not know."""
        row = msgspec.json.decode(line)
        if unknown := row.keys() - _NAMES:
            raise SinkError(f"records of another version: no column for {', '.join(unknown)}")
        self._rows.append(row)
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
        table = pyarrow.Table.from_batches(self._batches, COLUMNS)
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._batches = []


def _batch(rows: list[dict[str, Any]]) -> pyarrow.RecordBatch:
    try:
        return pyarrow.RecordBatch.from_pylist(rows, _PLAIN).cast(COLUMNS)
    except pyarrow.ArrowException as error:
        raise SinkError(f"records do not fit the table: {str(error)[:200]}") from error


def _columns(typed: bool) -> pyarrow.Schema:
    record = inspect.type_info(Record)
    assert isinstance(record, inspect.StructType)  # noqa: S101
    return pyarrow.schema([_field(field, typed) for field in record.fields])


def _field(field: inspect.Field, typed: bool) -> pyarrow.Field:
    return pyarrow.field(field.encode_name, _column(field.type, typed))


def _column(kind: inspect.Type, typed: bool) -> pyarrow.DataType:
    """Return the column type for a model type; every column is nullable."""
    match kind:
        case inspect.UnionType(types):
            (kind,) = (each for each in types if not isinstance(each, inspect.NoneType))
            return _column(kind, typed)
        case inspect.StrType(pattern=pattern) if typed and pattern in _TYPED:
            return _TYPED[pattern]
        case inspect.StrType() | inspect.LiteralType():
            return pyarrow.string()
        case inspect.IntType():
            return pyarrow.int64()
        case inspect.FloatType():
            return pyarrow.float64()
        case inspect.BoolType():
            return pyarrow.bool_()
        case inspect.VarTupleType(item):
            return pyarrow.list_(_column(item, typed))
        case inspect.DictType(key, value):
            return pyarrow.map_(_column(key, typed), _column(value, typed))
        case inspect.StructType():
            return pyarrow.struct([_field(field, typed) for field in kind.fields])
    raise TypeError(f"no column for {kind}")


COLUMNS = _columns(typed=True)
_PLAIN = _columns(typed=False)
_NAMES = frozenset(COLUMNS.names)
