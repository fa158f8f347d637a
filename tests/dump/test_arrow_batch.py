"""Arrow's reader of JSON lines gives what Python objects give, or they are asked instead."""

from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.contract import encode
from crawler.dump.arrow_batch import _from_objects, _parsed, arrow_batch
from crawler.dump.parquet import BATCH, Table, record_batches
from crawler.dump.schemas.arrow import TYPED
from crawler.dump.schemas.columns import COLUMNS, Column, Kind, Repeated, Scalar
from crawler.dump.schemas.columns import Table as Columns
from crawler.sinks import SinkError
from tests.support.record_lines import INVALID, LINE, UNUSUAL, changed

SCALARS: dict[Scalar, st.SearchStrategy[Any]] = {
    Scalar.TEXT: st.text() | st.sampled_from(["007", "null", "2026-11-29", "é\n\n\U0001f600\x00"]),
    Scalar.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Scalar.NUMBER: st.floats(0, 1) | st.integers(0, 1),
    Scalar.BOOLEAN: st.booleans(),
    Scalar.DAY: st.dates().map(str),
    Scalar.MOMENT: st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0")),
}


def values(kind: Kind) -> st.SearchStrategy[Any]:
    """All values of a type."""
    match kind:
        case Repeated(item):
            return st.lists(values(item), max_size=3)
        case Columns(_, columns):
            return objects(columns)
    return SCALARS[kind]


def objects(columns: tuple[Column, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            column.name: values(column.kind) | st.none()
            if column.is_nullable
            else values(column.kind)
            for column in columns
        }
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(objects(COLUMNS).map(encode), min_size=1, max_size=2))
def test_all_valid_records_are_read_alike(lines: list[bytes]) -> None:
    batch = _parsed(lines)

    assert batch is not None
    assert batch.cast(TYPED).equals(_from_objects(lines))


@pytest.mark.parametrize("line", UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_records_are_read_alike(line: bytes) -> None:
    lines = [LINE, line, LINE]
    batch = arrow_batch(lines)

    assert batch.schema == TYPED
    assert batch.num_rows == 3
    assert batch.equals(_from_objects(lines))


@pytest.mark.parametrize("line", INVALID.values(), ids=INVALID)
def test_what_is_no_record_is_refused_alike(line: bytes) -> None:
    lines = [LINE, line, LINE]
    with pytest.raises(SinkError) as objects:
        _from_objects(lines)
    with pytest.raises(SinkError) as found:
        arrow_batch(lines)

    assert str(found.value) == str(objects.value)


@pytest.mark.parametrize(
    "lines",
    [[LINE + LINE, b""], [LINE + LINE, b" "], [LINE[:-1], b"}" + LINE], [b'{"id":', b"{}}"]],
)
def test_a_record_is_one_line(lines: list[bytes]) -> None:
    with pytest.raises(SinkError, match="invalid record"):
        arrow_batch(lines)


def test_batches_are_bounded_in_bytes(tmp_path: Path) -> None:
    """Long bodies too: a batch is not cut inside a row."""
    long = changed(body="é\n\n" * BATCH)
    many = -(-BATCH // len(LINE))
    lines = [LINE] * (many + 1) + [long] * 2 + [LINE]
    batches = list(record_batches(lines))
    table = Table(tmp_path / "records.parquet")
    for line in lines:
        table.write(line)
    table.close()

    assert [batch.num_rows for batch in batches] == [many, 2, 1, 1]
    written = pyarrow.parquet.read_table(tmp_path / "records.parquet")
    assert written.equals(pyarrow.Table.from_batches(batches))


def test_row_groups_are_bounded(tmp_path: Path) -> None:
    """They depend on the records only, so that the same records give the same file."""
    line = changed(body="a" * (1 << 20))
    for name in ("one.parquet", "two.parquet"):
        table = Table(tmp_path / name)
        for _ in range(70):
            table.write(line)
        table.close()
    groups = pyarrow.parquet.read_metadata(tmp_path / "one.parquet")

    assert [groups.row_group(at).num_rows for at in range(groups.num_row_groups)] == [24, 24, 22]
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_table_without_records(tmp_path: Path) -> None:
    Table(tmp_path / "records.parquet").close()

    assert pyarrow.parquet.read_table(tmp_path / "records.parquet").schema == TYPED
