"""The Table Schema of records (Frictionless Data, datapackage.org)."""

from typing import Any

import msgspec

from crawler.contract import Record
from crawler.dump.schemas.columns import COLUMNS, Column, Kind, Repeated, Scalar, Table
from crawler.dump.schemas.meanings import example, meanings

_TYPES = {
    Scalar.TEXT: "string",
    Scalar.INTEGER: "integer",
    Scalar.NUMBER: "number",
    Scalar.BOOLEAN: "boolean",
    Scalar.DAY: "date",
    Scalar.MOMENT: "datetime",
}


def table_schema() -> bytes:
    """Return the fields of a record as Table Schema: JSON, for `datapackage.json`."""
    made = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in COLUMNS],
        "primaryKey": ["id"],
        "missingValues": [],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def _field(column: Column) -> dict[str, Any]:
    constraints = {} if column.is_nullable else {"constraints": {"required": True}}
    return {
        "name": column.name,
        "type": _type(column.kind),
        "description": meanings()[Record.__name__, column.name],
        "example": example()[column.name],
        **constraints,
    }


def _type(kind: Kind) -> str:
    match kind:
        case Table():
            return "object"
        case Repeated():
            return "array"
    return _TYPES[kind]
