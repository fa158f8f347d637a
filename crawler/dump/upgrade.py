"""Upgrade of rows that were written before free-key objects became lists.

`evidence` and `removed` of a record were objects, field -> source and rule -> count, and some keys
of today did not exist. Readers of a dump see such rows in the present form only.
"""

from typing import Any

import msgspec

from crawler.contract import Record, Rights, encode

_OLD, _PRESENT = b',"evidence":{', b',"evidence":['
"""Only in old rows, only in those of today: inside a JSON text the quotes would be escaped."""
_LISTS = {"evidence": ("field", "source"), "removed": ("rule", "count")}
_ADDED = ("canonical_url", "image", "free_access")
_KEYS: dict[str, Any] = dict.fromkeys(Record.__struct_fields__)
_RIGHTS = msgspec.to_builtins(Rights(None, None, None, None, None))


def upgraded(line: bytes) -> bytes:
    """Return a row of any kind in the present form; invalid rows as they are.

    >>> upgraded(b'{"source":"wire","url":"https://wire.example/a"}')
    b'{"source":"wire","url":"https://wire.example/a"}'
    """
    if line.rfind(_PRESENT) >= 0 or _OLD not in line:  # near the end: most bytes are not searched
        return line
    try:
        row = msgspec.json.decode(line)
        return encode(row | {"record": _record(row["record"])} if "record" in row else _record(row))
    except (msgspec.DecodeError, AttributeError, KeyError, TypeError):
        return line  # whoever reads it reports what is wrong with it


def is_old_schema(schema: bytes) -> bool:
    """Return whether a JSON Schema describes old records; false if it is not one."""
    try:
        evidence = msgspec.json.decode(schema)["properties"]["evidence"]
        return bool(evidence["type"] == "object")
    except (msgspec.DecodeError, LookupError, TypeError):
        return False


def _record(row: dict[str, Any]) -> dict[str, Any]:
    lists = {
        key: [dict(zip(names, each, strict=True)) for each in row[key].items()]
        for key, names in _LISTS.items()
    }
    if missing := _KEYS.keys() - row.keys() - set(_ADDED):
        raise KeyError(*missing)
    return _KEYS | row | lists | {"rights": _RIGHTS | row["rights"]}
