"""Checks on rows: records against the published schema, other rows against their fields."""

import operator
from collections.abc import Callable
from typing import Any

import msgspec

from crawler.contract import Quarantined, Record, RemovedText
from crawler.dump.keys import PartPlace

_FIELDS = {
    "removed": [field.name for field in msgspec.structs.fields(RemovedText)],
    "quarantine": [field.name for field in msgspec.structs.fields(Quarantined)],
}
_records = msgspec.json.Decoder(Record)


Compare = Callable[[str, str], bool]


class RowError(ValueError):
    """An invalid row. The message is the cause, on one line."""


class Rules:
    """Row checks for one dump, based on the schema that it publishes."""

    def __init__(self, schema: bytes) -> None:
        """Compile the schema; raise ValueError, on one line, if it is not a JSON Schema of an
        object."""
        import jsonschema_rs  # which only `verify` needs

        try:
            decoded = msgspec.json.decode(schema, type=dict[str, Any])
            # A dump's schema must be self-contained: verification never follows references.
            self._validator = jsonschema_rs.validator_for(decoded, retriever=_refuse)
            self._keys = list(decoded["properties"])
        except Exception as error:  # the library's exceptions have no common base class
            raise ValueError(f"invalid JSON Schema: {str(error)[:200]}") from error

    def row(
        self, place: PartPlace, line: bytes, is_day: Compare = operator.eq
    ) -> Record | dict[str, Any]:
        """Check one row and return it decoded.

        `is_day` compares its day with that of the part. Raises RowError if it is invalid or in the
        wrong part.
        """
        try:
            row = msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            raise RowError(f"invalid JSON: {error}") from error
        if not isinstance(row, dict):
            raise RowError("not a JSON object")
        if place.kind == "records":
            self._check_record(row)
        elif list(row) != _FIELDS[place.kind]:
            raise RowError(f"its keys must be {', '.join(_FIELDS[place.kind])}")
        day = str(row.get("fetched_at"))[:10]
        if row.get("source") != place.source or not is_day(day, place.day):
            raise RowError("wrong part: its source or date differs")
        return _record(line) if place.kind == "records" else row

    def _check_record(self, row: dict[str, Any]) -> None:
        if not self._validator.is_valid(row):
            error = next(iter(self._validator.iter_errors(row)))
            where = "/".join(str(step) for step in error.instance_path) or "record"
            raise RowError(f"{where}: {error.message[:200]}")
        if list(row) != self._keys:
            raise RowError("its keys are not in schema order")


def _record(line: bytes) -> Record:
    try:
        return _records.decode(line)
    except msgspec.ValidationError as error:
        raise RowError(str(error)) from error


def _refuse(uri: str) -> Any:
    raise ValueError(f"external reference to {uri}")
