"""The record set of Croissant (mlcommons.org/croissant) for the stories of a dump's tables."""

from typing import Any

import msgspec

from crawler.contract import Record
from crawler.dump.schemas.columns import COLUMNS, Column, Kind, Repeated, Scalar, Table
from crawler.dump.schemas.meanings import meanings

RECORDS, TABLES = "stories", "stories-parquet"
"""Ids of the record set, and of the set of files that it is read from."""
_TYPES = {
    Scalar.TEXT: "sc:Text",
    Scalar.INTEGER: "cr:Int64",
    Scalar.NUMBER: "cr:Float64",
    Scalar.BOOLEAN: "sc:Boolean",
    Scalar.DAY: "sc:Date",
    Scalar.MOMENT: "sc:DateTime",
}


_DESCRIPTION = (
    "The last revision of each story that is not deleted. Lists of objects in an object"
    " (published.candidates, rights.ai_agents, rights.statements) are in the files, but not among"
    " these fields: mlcroissant cannot read them."
)


def record_set() -> bytes:
    """Return the record set as JSON-LD, without the files."""
    made = {
        "@type": "cr:RecordSet",
        "@id": RECORDS,
        "name": RECORDS,
        "description": _DESCRIPTION,
        "key": {"@id": f"{RECORDS}/id"},
        "field": [_field(Record.__name__, column, column.name, "") for column in COLUMNS],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def _field(model: str, column: Column, of: str, path: str) -> dict[str, Any]:
    """Return a field; `of` is the table's column that it is in, `path` its place there."""
    name = f"{of}{path.replace('.', '/')}"
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{RECORDS}/{name}",
        "name": name,
        "description": meanings()[model, column.name],
    }
    kind = column.kind
    if isinstance(kind, Repeated):
        field |= {"isArray": True, "arrayShape": "-1"}
        kind = kind.item
    if isinstance(kind, Table):
        inner = (
            _field(kind.name, each, of, f"{path}.{each.name}")
            for each in kind.columns
            if not isinstance(each.kind, Repeated) or isinstance(each.kind.item, Scalar)
        )
        return field | {"subField": list(inner)}
    return field | {"dataType": _data_type(kind), "source": _source(of, path)}


def _data_type(kind: Kind) -> str:
    assert isinstance(kind, Scalar)  # noqa: S101  # a list of lists has no form in Croissant
    return _TYPES[kind]


def _source(of: str, path: str) -> dict[str, Any]:
    """Return where a field is read; in a list, a path is applied to each object."""
    found: dict[str, Any] = {"fileSet": {"@id": TABLES}, "extract": {"column": of}}
    return found | ({"transform": {"jsonPath": f"${path}"}} if path else {})
