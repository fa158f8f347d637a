"""Conversion of records to one Arrow batch, by Arrow's own reader of JSON lines.

It agrees with msgspec on every record that is valid. Where they might not agree, and where it
refuses a record, the records go through Python objects, which takes four times as long.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow
import pyarrow.json

from crawler.dump.schemas.arrow import PLAIN, TYPED
from crawler.dump.schemas.columns import COLUMNS, Column, Kind, Repeated, Scalar, Table
from crawler.sinks import SinkError

_PARSE = pyarrow.json.ParseOptions(explicit_schema=TYPED, unexpected_field_behavior="error")
_INEXACT = 1 << 53
"""From here on, not every integer is a floating point number."""
_EPOCH = date(1970, 1, 1)
_DATES = (Scalar.DAY, Scalar.MOMENT)
_NAMES = frozenset(TYPED.names)
_DATED = [at for at, field in enumerate(TYPED) if field.type != PLAIN.field(at).type]


def _names(columns: Iterable[Column], scalar: Scalar) -> Iterator[str]:
    """Yield the keys that have values of a type, in objects too."""
    for column in columns:
        kind = column.kind
        while isinstance(kind, Repeated):
            kind = kind.item
        if isinstance(kind, Table):
            yield from _names(kind.columns, scalar)
        elif kind is scalar:
            yield column.name


# No text matches: its quotes have backslashes before them.
_DAYS = [
    re.compile(rb'("%b":)"(\d{4}-\d\d-\d\d)"' % name.encode())
    for name in sorted({*_names(COLUMNS, Scalar.DAY)})
]
_OTHERS = [
    *(
        re.compile(rb'"%b":[^"n]' % name.encode())
        for name in sorted({*_names(COLUMNS, Scalar.DAY)})
    ),
    *(
        re.compile(rb'"%b":(?:[^"n]|"[^"]*[^Z"]")' % name.encode())
        for name in sorted({*_names(COLUMNS, Scalar.MOMENT)})
    ),
]
"""Days and moments that only Arrow takes for such: numbers, and moments without a zone."""
_rows = msgspec.json.Decoder(dict[str, Any])


def arrow_batch(lines: list[bytes]) -> pyarrow.RecordBatch:
    """Return records as a batch with typed columns; raise SinkError if one is invalid, or has keys
    that the model does not know."""
    try:
        batch = _parsed(lines)
        if batch is not None:
            return batch
    except pyarrow.ArrowException:
        pass  # the objects show what is wrong, if anything is
    return _from_objects(lines)


def _parsed(lines: list[bytes]) -> pyarrow.RecordBatch | None:
    """Return the lines as Arrow reads them; None where msgspec might read anything else."""
    if not all(line[:1] == b"{" and line[-1:] == b"}" for line in lines):
        return None
    text = b"\n".join(lines)
    if any(other.search(text) for other in _OTHERS):
        return None
    for day in _DAYS:
        text = day.sub(_as_number, text)
    table = pyarrow.json.read_json(
        pyarrow.BufferReader(text),
        pyarrow.json.ReadOptions(use_threads=False, block_size=len(text) + 1),
        _PARSE,
    )
    if table.num_rows != len(lines):
        return None  # several objects in one line
    (batch,) = table.to_batches()
    if not text.isascii():
        batch.validate(full=True)  # its UTF-8
    same = all(_reads_alike(kind, batch.column(at)) for at, kind in _UNLIKE)
    return batch if same else None


def _as_number(day: re.Match[bytes]) -> bytes:
    return day[1] + _number_of(day[2])


@lru_cache(maxsize=4096)
def _number_of(day: bytes) -> bytes:
    """Return a day as Arrow's reader takes it, by its distance from 1970; as it is if there is no
    such day.

    >>> _number_of(b"1970-02-01"), _number_of(b"1970-02-30")
    (b'31', b'"1970-02-30"')
    """
    try:
        return b"%d" % (date.fromisoformat(day.decode()) - _EPOCH).days
    except ValueError:
        return b'"%b"' % day


def _typed(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """Return a batch with days and moments in place of their texts."""
    columns = batch.columns
    for at in _DATED:
        columns[at] = columns[at].cast(TYPED.field(at).type)
    return pyarrow.RecordBatch.from_arrays(columns, schema=TYPED)


def _reads_alike(kind: Kind, array: pyarrow.Array) -> bool:
    """Return whether Python objects would give the same values.

    They have no table of days for null, and neither NaN nor large integers for a number.
    """
    match kind:
        case Repeated(item):
            return _reads_alike(item, array.values)  # `flatten` loads all computing functions
        case Table(_, columns):
            is_dated = any(column.kind in _DATES for column in columns)
            return not (is_dated and array.null_count) and all(
                _reads_alike(column.kind, array.field(column.name)) for column in columns
            )
        case Scalar.NUMBER:
            return all(each is None or abs(each) < _INEXACT for each in array.to_pylist())
    return True


def _may_read_unlike(kind: Kind) -> bool:
    match kind:
        case Repeated(item):
            return _may_read_unlike(item)
        case Table(_, columns):
            return any(each.kind in _DATES or _may_read_unlike(each.kind) for each in columns)
    return kind is Scalar.NUMBER


_UNLIKE = tuple(
    (at, column.kind) for at, column in enumerate(COLUMNS) if _may_read_unlike(column.kind)
)


def _from_objects(lines: list[bytes]) -> pyarrow.RecordBatch:
    try:
        rows = [_rows.decode(line) for line in lines]
    except ValueError as error:  # of msgspec, and of UTF-8
        raise SinkError(f"invalid record: {error}") from error
    for row in rows:
        if unknown := row.keys() - _NAMES:
            raise SinkError(f"records of another version: no column for {', '.join(unknown)}")
    try:
        return _typed(pyarrow.RecordBatch.from_pylist(rows, PLAIN))
    except (pyarrow.ArrowException, OverflowError) as error:
        raise SinkError(f"records do not fit the table: {str(error)[:200]}") from error
