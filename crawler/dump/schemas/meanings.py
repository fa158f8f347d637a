"""Meaning and example of each key, for the published schemas."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from crawler.contract import record, rights

_EXAMPLE = Path(record.__file__).with_name("example.json")


@cache
def example() -> dict[str, Any]:
    """Return a record in which every key has a value."""
    return msgspec.json.decode(_EXAMPLE.read_bytes(), type=dict[str, Any])


@cache
def meanings() -> dict[tuple[str, str], str]:
    """Return (class, field) -> attribute docstring, parsed from source: Python does not keep
    them."""
    docs: dict[tuple[str, str], str] = {}
    for module in (record, rights):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef):
                docs.update(_docs_of(node))
    return docs


def _docs_of(node: ast.ClassDef) -> Iterator[tuple[tuple[str, str], str]]:
    for field, after in zip(node.body, node.body[1:], strict=False):
        match field, after:
            case (
                ast.AnnAssign(target=ast.Name(id=key)),
                ast.Expr(value=ast.Constant(value=str(doc))),
            ):
                yield (node.name, key), " ".join(doc.split())
