"""The columns of a record, derived from the model: what all typed schemas are generated from."""

from enum import Enum
from typing import get_args

from msgspec import Struct, inspect

from crawler.contract import Day, Record, UtcMoment


class Scalar(Enum):
    """Type of a single value."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    MOMENT = "moment"


class Table(Struct, frozen=True):
    """Type of an object."""

    name: str
    """Of its class."""
    columns: tuple["Column", ...]


class Repeated(Struct, frozen=True):
    """Type of a list."""

    item: "Kind"


Kind = Scalar | Table | Repeated


class Column(Struct, frozen=True):
    """One key and the type of its value."""

    name: str
    kind: Kind
    is_nullable: bool


_PATTERNS = {
    get_args(Day)[1].pattern: Scalar.DAY,
    get_args(UtcMoment)[1].pattern: Scalar.MOMENT,
}


def columns_of(model: type[Struct]) -> tuple[Column, ...]:
    """Return the columns of a struct, in field order.

    >>> [column.name for column in columns_of(Record)][:3]
    ['schema', 'op', 'id']
    """
    found = inspect.type_info(model)
    assert isinstance(found, inspect.StructType)  # noqa: S101
    return tuple(
        Column(field.encode_name, _kind(field.type), isinstance(field.type, inspect.UnionType))
        for field in found.fields
    )


def _kind(kind: inspect.Type) -> Kind:
    match kind:
        case inspect.UnionType(types):
            (kind,) = (each for each in types if not isinstance(each, inspect.NoneType))
            return _kind(kind)
        case inspect.StrType(pattern=pattern):
            return _PATTERNS.get(pattern or "", Scalar.TEXT)
        case inspect.LiteralType():
            return Scalar.TEXT
        case inspect.IntType():
            return Scalar.INTEGER
        case inspect.FloatType():
            return Scalar.NUMBER
        case inspect.BoolType():
            return Scalar.BOOLEAN
        case inspect.VarTupleType(item):
            return Repeated(_kind(item))
        case inspect.StructType(cls):
            return Table(cls.__name__, columns_of(cls))
    raise TypeError(f"no column for {kind}")


COLUMNS = columns_of(Record)
"""The columns of a record."""
