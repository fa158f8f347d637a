"""What every row of a part must satisfy: records the published schema, the others their fields."""

from typing import Any

import jsonschema_rs
import msgspec

from crawler.contract import Quarantined, Record, RemovedText
from crawler.dump.keys import PartPlace

_FIELDS = {
    "removed": [field.name for field in msgspec.structs.fields(RemovedText)],
    "quarantine": [field.name for field in msgspec.structs.fields(Quarantined)],
}
_records = msgspec.json.Decoder(Record)


class RowError(ValueError):
    """A row that breaks its promise. The message is the cause, in one line."""


class Rules:
    """The rules of one dump, made from the schema that it publishes."""

    def __init__(self, schema: bytes) -> None:
        """Raises ValueError, in one line, where this is no JSON Schema of an object."""
        try:
            decoded = msgspec.json.decode(schema, type=dict[str, Any])
            # A dump's schema stands alone: a reader who trusts it never calls a stranger.
            self._validator = jsonschema_rs.validator_for(decoded, retriever=_refuse)
            self._keys = list(decoded["properties"])
        except Exception as error:  # the library raises its own kinds, of no common base
            raise ValueError(f"no JSON Schema: {str(error)[:200]}") from error

    def row(self, place: PartPlace, line: bytes) -> Record | dict[str, Any]:
        """Check one row, and return it decoded.

        Raises RowError where it is wrong in itself or for its place.
        """
        try:
            row = msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            raise RowError(f"no JSON: {error}") from error
        if not isinstance(row, dict):
            raise RowError("no JSON object")
        if place.kind == "records":
            self._check_record(row)
        elif list(row) != _FIELDS[place.kind]:
            raise RowError(f"its keys are not {', '.join(_FIELDS[place.kind])}")
        if row.get("source") != place.source or str(row.get("fetched_at"))[:10] != place.day:
            raise RowError("it belongs to another source or day")
        return _record(line) if place.kind == "records" else row

    def _check_record(self, row: dict[str, Any]) -> None:
        if not self._validator.is_valid(row):
            error = next(iter(self._validator.iter_errors(row)))
            where = "/".join(str(step) for step in error.instance_path) or "record"
            raise RowError(f"{where}: {error.message[:200]}")
        if list(row) != self._keys:
            raise RowError("its keys are not in the order of the schema")


def _record(line: bytes) -> Record:
    try:
        return _records.decode(line)
    except msgspec.ValidationError as error:
        raise RowError(str(error)) from error


def _refuse(uri: str) -> Any:
    raise ValueError(f"it refers to {uri}")
