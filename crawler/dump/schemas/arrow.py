"""The Arrow schema of records."""

import pyarrow

from crawler.dump.schemas.columns import COLUMNS, Column, Kind, Repeated, Scalar, Table

_PLAIN = {
    Scalar.TEXT: pyarrow.string(),
    Scalar.INTEGER: pyarrow.int64(),
    Scalar.NUMBER: pyarrow.float64(),
    Scalar.BOOLEAN: pyarrow.bool_(),
    Scalar.DAY: pyarrow.string(),
    Scalar.MOMENT: pyarrow.string(),
}
_TYPED = _PLAIN | {Scalar.DAY: pyarrow.date32(), Scalar.MOMENT: pyarrow.timestamp("ms", "UTC")}


def _schema(scalars: dict[Scalar, pyarrow.DataType]) -> pyarrow.Schema:
    def field(column: Column) -> pyarrow.Field:
        return pyarrow.field(column.name, kind(column.kind))

    def kind(each: Kind) -> pyarrow.DataType:
        match each:
            case Table(_, columns):
                return pyarrow.struct([field(column) for column in columns])
            case Repeated(item):
                return pyarrow.list_(kind(item))
        return scalars[each]

    return pyarrow.schema([field(column) for column in COLUMNS])


TYPED = _schema(_TYPED)
"""Columns of a Parquet table; days and moments are typed."""
PLAIN = _schema(_PLAIN)
"""The same with days and moments as text, as in JSON."""


def arrow_bytes(schema: pyarrow.Schema) -> bytes:
    """Return a schema as an Arrow IPC message, for `pyarrow.ipc.read_schema`."""
    return bytes(schema.serialize().to_pybytes())
