"""Parts read back: what is whole is read, what is not is told."""

import gzip

import pytest

from crawler.dump.rows import PartError, lines

PART = gzip.compress(b'{"a":1}\n{"b":2}\n')


def read(data: bytes, size: int) -> list[bytes]:
    return list(lines(data[at : at + size] for at in range(0, len(data), size)))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_part_is_read_in_chunks_of_any_size(size: int) -> None:
    assert read(PART, size) == [b'{"a":1}', b'{"b":2}']


def test_a_part_larger_than_a_step() -> None:
    row = b"x" * 3_000_000

    assert read(gzip.compress(b"%b\n%b\n%b\n" % (row, row, row)), 1000) == [row] * 3


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "truncated"),
        (PART[:-1], "truncated"),
        (PART[:15], "truncated"),
        (PART + PART, "more than one gzip member"),
        (PART + b"\0", "more than one gzip member"),
        (b'{"a":1}\n', "not gzip"),
        (PART[:-8] + b"\0" + PART[-7:], "not gzip"),
        (gzip.compress(b'{"a":1}\n{"b"'), "no end"),
    ],
)
def test_a_part_that_is_not_whole(data: bytes, cause: str, size: int) -> None:
    with pytest.raises(PartError, match=cause):
        read(data, size)
