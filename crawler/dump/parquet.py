"""Records as a Parquet table. Its columns are made from the model: the two can never differ."""

from pathlib import Path
from typing import Any, get_args

import msgspec
import pyarrow
import pyarrow.parquet
from msgspec import inspect

from crawler.contract import Day, Record, UtcMoment
from crawler.sinks import SinkError

BATCH = 500
"""Rows that are Python objects at the same time."""
GROUP = 64 << 20
"""Bytes of a row group before it is packed."""

_TYPED = {
    get_args(Day)[1].pattern: pyarrow.date32(),
    get_args(UtcMoment)[1].pattern: pyarrow.timestamp("ms", "UTC"),
}
"""Pattern of strings -> the better type that a table has for them."""


class Table:
    """Writes one file. Nothing of it counts before `close`."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where the file cannot be written, here and later."""
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pyarrow.RecordBatch] = []
        self._writer = pyarrow.parquet.ParquetWriter(path, COLUMNS, compression="zstd")

    def write(self, line: bytes) -> None:
        """Add one record; raises SinkError where it has keys that the model does not know."""
        row = msgspec.json.decode(line)
        if unknown := row.keys() - _NAMES:
            raise SinkError(f"records of another version: no column for {', '.join(unknown)}")
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._pack()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
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
        raise SinkError(f"records that fit no table: {str(error)[:200]}") from error


def _columns(typed: bool) -> pyarrow.Schema:
    record = inspect.type_info(Record)
    assert isinstance(record, inspect.StructType)  # noqa: S101
    return pyarrow.schema([_field(field, typed) for field in record.fields])


def _field(field: inspect.Field, typed: bool) -> pyarrow.Field:
    return pyarrow.field(field.encode_name, _column(field.type, typed))


def _column(kind: inspect.Type, typed: bool) -> pyarrow.DataType:
    """A type of the model as one of a table; every column may be null."""
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
