"""The data dictionary: type, meaning and an example of every key of a record."""

from collections.abc import Iterator
from typing import Any

import msgspec

from crawler.contract import Record
from crawler.dump.schemas.columns import COLUMNS, Column, Kind, Repeated, Scalar, Table
from crawler.dump.schemas.meanings import example, meanings

_HEAD = """\
# The keys of a record (wire-story/1)

Generated from the model. Every key is always there; only those marked as nullable can be `null`.
A day is `YYYY-MM-DD`, a moment is RFC 3339 in UTC with seconds. `a.b` is a key of an object,
`a[].b` one of each object in a list.

"""
_LONGEST = 100
"""Characters of an example."""


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    return _HEAD + "".join(_entries(Record.__name__, "", COLUMNS, example()))


def _entries(model: str, path: str, columns: tuple[Column, ...], value: Any) -> Iterator[str]:
    for column in columns:
        name, inside = f"{path}{column.name}", value[column.name]
        nullable = ", nullable" if column.is_nullable else ""
        text = f"- **`{name}`** ({_type(column.kind)}{nullable}). {meanings()[model, column.name]}"
        match column.kind:
            case Table(of, inner):
                yield f"{text}\n"
                yield from _entries(of, f"{name}.", inner, inside)
            case Repeated(Table(of, inner)):
                yield f"{text}\n"
                yield from _entries(of, f"{name}[].", inner, inside[0])
            case _:
                yield f"{text}\n  `{_shown(inside)}`\n"


def _type(kind: Kind) -> str:
    match kind:
        case Table():
            return "object"
        case Repeated(item):
            return f"list of {_type(item)}s"
        case Scalar():
            return kind.value


def _shown(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
