"""The JSON Schema of a record."""

from typing import Any

import msgspec

from crawler.contract import Record
from crawler.dump.manifest import SCHEMA_ID
from crawler.dump.schemas.columns import COLUMNS, Column, Repeated, Table
from crawler.dump.schemas.meanings import example, meanings


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record: all keys required, no others allowed."""
    made = msgspec.json.schema(Record)
    examples = dict(_examples(Record.__name__, COLUMNS, example()))
    docs = meanings()
    for name, table in made["$defs"].items():
        table["required"] = list(table["properties"])
        table["additionalProperties"] = False
        for key, field in table["properties"].items():
            field.pop("default", None)
            field["description"] = docs[name, key]
            if key in examples[name]:
                field["examples"] = [examples[name][key]]
    record = made["$defs"].pop(Record.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:wirecrawl:{SCHEMA_ID}",
        **record,
        "$defs": made["$defs"],
    }


def schema_bytes() -> bytes:
    """Return the schema as published: indented JSON."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"


def _examples(
    model: str, columns: tuple[Column, ...], value: dict[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    """Return the examples of each struct's keys, by its name; objects have none of their own."""
    found = []
    own = dict(value)
    for column in columns:
        match column.kind, value[column.name]:
            case Table(name, inner), each:
                found += _examples(name, inner, each)
                del own[column.name]
            case Repeated(Table(name, inner)), [each, *_]:
                found += _examples(name, inner, each)
                del own[column.name]
    return [*found, (model, own)]
