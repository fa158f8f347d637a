"""The newest row of each id, by id: more rows than fit into memory."""

from itertools import groupby
from pathlib import Path

import pytest

from crawler.tools.newest_rows import BUCKET, CHUNK, ID, Newest, NewestRows, Row
from tests.support.dumps import sha256


def expected(rows: list[Row]) -> list[Newest]:
    groups = [list(group) for _, group in groupby(sorted(rows), key=lambda row: row.key[:ID])]
    return [Newest(group[0].key, group[-1]) for group in groups]


@pytest.mark.parametrize(("chunk", "bucket"), [(CHUNK, BUCKET), (500, 4000), (100, 200), (1, 1)])
def test_the_newest_row_of_each_id(tmp_path: Path, chunk: int, bucket: int) -> None:
    ids = [sha256(str(number))[:ID].encode() for number in range(40)]
    rows = [
        Row(b"%b %d" % (ids[number % 7 * number % 40], number * 7 % 8), b"x" * (number % 60))
        for number in range(400)
    ]
    newest = NewestRows(tmp_path, chunk, bucket)

    for row in rows:
        newest.add(row)

    assert list(newest) == expected(rows)
    assert list(tmp_path.iterdir()) == []


def test_ids_that_no_split_divides(tmp_path: Path) -> None:
    rows = [Row(b"a" * ID, b"%03d" % number) for number in range(100)]
    rows += [Row(b"a" * (ID - 1) + b"b", b"%03d" % number) for number in range(100)]
    newest = NewestRows(tmp_path, 10, 50)

    for row in rows:
        newest.add(row)

    assert list(newest) == expected(rows)


def test_rows_larger_than_a_bucket(tmp_path: Path) -> None:
    rows = [Row(digit * ID, b"x" * 3_000_000) for digit in (b"c", b"a", b"b")]
    newest = NewestRows(tmp_path, 1, 1)

    for row in rows:
        newest.add(row)

    assert list(newest) == expected(rows)


def test_no_rows(tmp_path: Path) -> None:
    assert list(NewestRows(tmp_path)) == []
