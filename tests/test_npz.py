"""Arrays are found in files of NumPy without NumPy; what is not as expected is refused."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.base.npz import numbers, stored_arrays

ARRAYS: dict[str, Any] = {
    "small": np.arange(5, dtype=np.uint16),
    "large": np.arange(70_000, dtype=np.uint32),
    "signed": np.array([-1, 7], dtype=np.int32),
    "real": np.array([0.5, -2.25], dtype=np.float32),
    "table": np.arange(6, dtype=np.float16).reshape(2, 3),
    "words": np.array(["de", "srl"]),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with arrays of all kinds."""
    np.savez(tmp_path / "arrays.npz", **ARRAYS)
    return tmp_path / "arrays.npz"


def test_arrays_are_found_where_they_are(file: Path) -> None:
    data = file.read_bytes()
    with file.open("rb") as opened:
        found = stored_arrays(opened)

    assert {name: each.shape for name, each in found.items()} == {
        name: each.shape for name, each in ARRAYS.items()
    }
    for name, stored in found.items():
        assert data[stored.offset : stored.offset + stored.size] == ARRAYS[name].tobytes()


@pytest.mark.parametrize("name", ["small", "large", "signed", "real"])
def test_numbers_are_those_of_numpy(name: str, file: Path) -> None:
    with file.open("rb") as opened:
        stored = stored_arrays(opened)[name]
        data = os.pread(opened.fileno(), stored.size, stored.offset)

    assert numbers(data, stored.kind).tolist() == ARRAYS[name].tolist()


@pytest.mark.parametrize(
    "other",
    [
        np.asfortranarray(np.ones((2, 3))),
        np.array([1, 2], dtype=">u2"),
        np.array([None, "a"]),
        np.ones((2, 2, 2)),
        np.array(1),
        np.array([(1, 2.0)], dtype=[("a", "u2"), ("b", "f4")]),
    ],
    ids=["columns first", "big-endian", "objects", "three dimensions", "none", "structures"],
)
def test_other_forms_are_refused(other: Any, tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", other=other)

    with (tmp_path / "other.npz").open("rb") as opened, pytest.raises(ValueError, match="other"):
        stored_arrays(opened)


def test_compressed_arrays_are_refused(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "some.npz", zeros=np.zeros(1000))

    with (tmp_path / "some.npz").open("rb") as opened, pytest.raises(ValueError, match="zeros"):
        stored_arrays(opened)


def _cut(data: bytes) -> bytes:
    return data[:-1]


def _halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _emptied(data: bytes) -> bytes:
    return b""


def _shortened_in_between(data: bytes) -> bytes:
    return data[:100_000] + data[100_512:]


def _lengthened_in_between(data: bytes) -> bytes:
    return data[:100_000] + bytes(512) + data[100_000:]


def _zeroed_from_the_start(data: bytes) -> bytes:
    return bytes(4096) + data[4096:]


def _zeroed_at_the_end(data: bytes) -> bytes:
    return data[:-4096] + bytes(4096)


DAMAGES = [
    *(_cut, _halved, _emptied, _shortened_in_between, _lengthened_in_between),
    *(_zeroed_from_the_start, _zeroed_at_the_end),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_are_refused(damage: Callable[[bytes], bytes], file: Path) -> None:
    file.write_bytes(damage(file.read_bytes()))

    with file.open("rb") as opened, pytest.raises(ValueError, match=r"\w"):
        stored_arrays(opened)


@given(st.data())
def test_a_wrong_byte_is_no_other_error(data: st.DataObject) -> None:
    """Arrays of a file in which one byte is wrong are found or refused."""
    with NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, **{name: each for name, each in ARRAYS.items() if name != "large"})
        size = file.tell()
        file.seek(data.draw(st.integers(0, size - 1)))
        file.write(bytes([data.draw(st.integers(0, 255))]))
        file.flush()
        with suppress(ValueError):
            assert len(stored_arrays(file)) == len(ARRAYS) - 1
