"""Checks on rows: records against the published schema, other rows against their fields."""

import operator
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from crawler.contract import Candidate, Moment, Quarantined, Record, RemovedText, encode
from crawler.dump.keys import PartPlace
from crawler.dump.schemas import schema_bytes

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
            self._is_ours = schema == schema_bytes()
        except Exception as error:  # the library's exceptions have no common base class
            raise ValueError(f"invalid JSON Schema: {str(error)[:200]}") from error

    def row(
        self, place: PartPlace, line: bytes, is_day: Compare = operator.eq
    ) -> Record | dict[str, Any]:
        """Check one row and return it decoded.

        `is_day` compares its day with that of the part. Raises RowError if it is invalid or in the
        wrong part.
        """
        if place.kind == "records" and self._is_ours and (record := _written_by_us(line)):
            _check_place(place, record.source, record.fetched_at, is_day)
            return record
        try:
            row = msgspec.json.decode(line)
        except ValueError as error:  # of msgspec, and of UTF-8
            raise RowError(f"invalid JSON: {error}") from error
        if not isinstance(row, dict):
            raise RowError("not a JSON object")
        if place.kind == "records":
            self._check_record(row)
        elif list(row) != _FIELDS[place.kind]:
            raise RowError(f"its keys must be {', '.join(_FIELDS[place.kind])}")
        _check_place(place, row.get("source"), str(row.get("fetched_at")), is_day)
        return _record(line) if place.kind == "records" else row

    def _check_record(self, row: dict[str, Any]) -> None:
        if not self._validator.is_valid(row):
            error = next(iter(self._validator.iter_errors(row)))
            where = "/".join(str(step) for step in error.instance_path) or "record"
            raise RowError(f"{where}: {error.message[:200]}")
        if list(row) != self._keys:
            raise RowError("its keys are not in schema order")


def _check_place(place: PartPlace, source: object, fetched_at: str, is_day: Compare) -> None:
    if source != place.source or not is_day(fetched_at[:10], place.day):
        raise RowError("wrong part: its source or date differs")


def _written_by_us(line: bytes) -> Record | None:
    """Return the record if the line is exactly as we write it: then it fits the schema, which is
    made from the model. Else None, though it may be valid.

    Takes a third of the time of the schema. The patterns of the model are Python's: there `\\d`
    includes the digits of other scripts, and `$` is also before a last line break.
    """
    try:
        record = _records.decode(line)
    except ValueError:  # of msgspec, and of UTF-8
        return None
    if encode(record) != line or b'\\n"' in line:
        return None
    return record if line.isascii() or all(map(str.isascii, _dates(record))) else None


def _dates(record: Record) -> Iterator[str]:
    moments = (record.published, record.updated)
    dated: list[Moment | Candidate] = [*moments, *(c for m in moments for c in m.candidates)]
    texts = [record.fetched_at, *(each.fetched_at for each in record.rights.statements)]
    return filter(
        None, (*texts, *(each.date for each in dated), *(each.datetime for each in dated))
    )


def _record(line: bytes) -> Record:
    try:
        return _records.decode(line)
    except msgspec.ValidationError as error:
        raise RowError(str(error)) from error


def _refuse(uri: str) -> Any:
    raise ValueError(f"external reference to {uri}")
