"""The published JSON Schema of a record, generated from the model.

`python -m crawler.dump.schema > docs/wire-story-1.schema.json` updates the copy in docs.
"""

import ast
import inspect
import sys
from contextlib import suppress
from typing import Any

import msgspec

from crawler import contract
from crawler.dump.keys import SCHEMA
from crawler.dump.manifest import SCHEMA_ID
from crawler.sinks import ConflictError, Sink


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `contract.Record`: all keys required, no others
    allowed."""
    made = msgspec.json.schema(contract.Record)
    docs = _field_docs()
    for name, table in made["$defs"].items():
        table["required"] = list(table["properties"])
        table["additionalProperties"] = False
        for key, field in table["properties"].items():
            field.pop("default", None)
            if doc := docs.get((name, key)):
                field["description"] = doc
    record = made["$defs"].pop("Record")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:wirecrawl:{SCHEMA_ID}",
        **record,
        "$defs": made["$defs"],
    }


def schema_bytes() -> bytes:
    """Return the schema as published: indented JSON."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"


def put_schema(sink: Sink) -> None:
    """Publish the schema. Runs do this first, because it also proves that the dump is writable."""
    found = sink.get(SCHEMA)
    with suppress(ConflictError):  # another run has just written it
        sink.replace(SCHEMA, schema_bytes(), found[1] if found else None)


def _field_docs() -> dict[tuple[str, str], str]:
    """Return (class, field) -> attribute docstring, parsed from source: Python does not keep
    them."""
    docs: dict[tuple[str, str], str] = {}
    for node in ast.parse(inspect.getsource(contract)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, after in zip(node.body, node.body[1:], strict=False):
            match field, after:
                case (
                    ast.AnnAssign(target=ast.Name(id=key)),
                    ast.Expr(value=ast.Constant(value=str(doc))),
                ):
                    docs[node.name, key] = " ".join(doc.split())
    return docs


if __name__ == "__main__":
    sys.stdout.buffer.write(schema_bytes())
