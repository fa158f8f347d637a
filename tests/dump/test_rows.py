"""Parts are read back completely, or the damage is reported."""

import gzip
from collections.abc import Callable

import pytest
import zstandard

from crawler.dump.compression import (
    Compression,
    Packer,
    PartError,
    fast_packer,
    packer,
    suffix_of,
)
from crawler.dump.rows import lines

ROWS = b'{"a":1}\n{"b":2}\n'
PART = gzip.compress(ROWS, mtime=0)  # names of tests must be the same in every process
FRAME = zstandard.ZstdCompressor(write_checksum=True).compress(ROWS)


def read(data: bytes, size: int, key: str = "part.jsonl.gz") -> list[bytes]:
    return list(lines(key, (data[at : at + size] for at in range(0, len(data), size))))


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(("data", "key"), [(PART, "part.jsonl.gz"), (FRAME, "part.jsonl.zst")])
def test_a_part_is_read_in_chunks_of_any_size(data: bytes, key: str, size: int) -> None:
    assert read(data, size, key) == [b'{"a":1}', b'{"b":2}']


@pytest.mark.parametrize(
    ("pack", "key"),
    [(gzip.compress, "part.jsonl.gz"), (zstandard.compress, "part.jsonl.zst")],
    ids=["gzip", "zstd"],
)
def test_a_part_larger_than_a_step(pack: Callable[[bytes], bytes], key: str) -> None:
    row = b"x" * 3_000_000

    assert read(pack(b"%b\n%b\n%b\n" % (row, row, row)), 1000, key) == [row] * 3


@pytest.mark.parametrize("make", [packer, fast_packer])
@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_the_same_rows_give_the_same_bytes(
    compression: Compression, make: Callable[[Compression], Packer]
) -> None:
    first, second = (
        b"".join([*(made.compress(row) for row in (b"one\n", b"two\n")), made.flush()])
        for made in (make(compression), make(compression))
    )

    assert first == second
    assert read(first, 7, f"part{suffix_of(compression)}") == [b"one", b"two"]


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "truncated"),
        (PART[:-1], "truncated"),
        (PART[:15], "truncated"),
        (PART + PART, "multiple gzip members"),
        (PART + b"\0", "multiple gzip members"),
        (ROWS, "invalid gzip data"),
        (PART[:-8] + b"\0" + PART[-7:], "invalid gzip data"),
        (gzip.compress(b'{"a":1}\n{"b"', mtime=0), "no newline"),
        (FRAME, "invalid gzip data"),
    ],
)
def test_a_part_that_is_not_whole(data: bytes, cause: str, size: int) -> None:
    with pytest.raises(PartError, match=cause):
        read(data, size)


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "truncated"),
        (FRAME[:-1], "truncated"),
        (FRAME[:6], "truncated"),
        (FRAME + FRAME, "multiple zstd frames"),
        (FRAME + b"\0", "multiple zstd frames"),
        (ROWS, "invalid zstd data"),
        (FRAME[:-2] + b"\0" + FRAME[-1:], "invalid zstd data"),
        (zstandard.compress(b'{"a":1}\n{"b"'), "no newline"),
        (PART, "invalid zstd data"),
    ],
)
def test_a_zstd_part_that_is_not_whole(data: bytes, cause: str, size: int) -> None:
    with pytest.raises(PartError, match=cause):
        read(data, size, "part.jsonl.zst")


def test_a_part_whose_name_has_no_compression() -> None:
    with pytest.raises(PartError, match="unknown file name suffix"):
        read(PART, 1000, "part.jsonl")
