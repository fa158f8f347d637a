"""Arrays in an uncompressed .npz file of NumPy, read where they are in it, without NumPy."""

import os
import re
import sys
from array import array
from dataclasses import dataclass
from math import prod
from struct import unpack_from
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?P<size>..)\{'descr': '<(?P<kind>\w+)', 'fortran_order': False, "
    rb"'shape': \((?P<shape>\d+,(?: \d+)?)\), \} *\n",
    re.DOTALL,
)
"""What precedes an array of one or two dimensions and little-endian items, as NumPy writes it."""
_LONGEST_HEADER = 256
_BEFORE_HEADER = 10
"""Bytes before what `size` counts."""
_LOCAL_HEADER = 30
"""Bytes that precede the name of a zip member, the lengths of name and extra field last."""
_CODES = {"u2": "H", "u4": "I", "i4": "i", "f4": "f"}
"""Codes of the module `array` by kind."""


@dataclass(frozen=True, slots=True)
class StoredArray:
    """An array that was not read yet."""

    name: str
    kind: str
    """As NumPy writes it, without the byte order: `u4`."""
    shape: tuple[int, ...]
    offset: int
    """Of its first byte in the file."""

    @property
    def size(self) -> int:
        """In bytes."""
        item = int(self.kind[1:]) * (4 if self.kind[0] == "U" else 1)
        return prod(self.shape) * item


def stored_arrays(file: IO[bytes]) -> dict[str, StoredArray]:
    """Return the arrays of a file by name. Raises ValueError if it is damaged or of another
    form."""
    try:
        with ZipFile(file) as members:
            found = [_stored_array(file, members, name) for name in members.namelist()]
    except (BadZipFile, EOFError, OSError, RuntimeError) as error:
        raise ValueError(f"no file of arrays: {error}") from error
    return {each.name: each for each in found}


def _stored_array(file: IO[bytes], members: ZipFile, name: str) -> StoredArray:
    info = members.getinfo(name)
    with members.open(info) as member:  # checks what precedes it
        header = _HEADER.match(member.read(_LONGEST_HEADER))
    if not header or int.from_bytes(header["size"], "little") != header.end() - _BEFORE_HEADER:
        raise ValueError(f"{name}: unknown form of an array")
    local = os.pread(file.fileno(), _LOCAL_HEADER, info.header_offset)
    start = info.header_offset + _LOCAL_HEADER + sum(unpack_from("<HH", local, _LOCAL_HEADER - 4))
    shape = tuple(int(each) for each in header["shape"].split(b",") if each)
    found = StoredArray(
        name.removesuffix(".npy"), header["kind"].decode(), shape, start + header.end()
    )
    if info.compress_type != ZIP_STORED or info.file_size != header.end() + found.size:
        raise ValueError(f"{name}: {info.file_size} bytes for {found.kind} of {shape}")
    return found


def numbers(data: bytes, kind: str) -> "array[Any]":
    """Return the numbers in bytes of an array. Raises KeyError for a kind that `array` lacks.

    >>> numbers(bytes([1, 0, 0, 2]), "u2")
    array('H', [1, 512])
    """
    found = array(_CODES[kind], data)
    if sys.byteorder == "big":
        found.byteswap()
    return found
