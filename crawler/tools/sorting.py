"""External merge sort of lines: sorted runs in temporary files, then one merge."""

import heapq
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import zstandard

BUFFER = 8 << 20
"""Bytes of lines held in memory."""
FAN_IN = 64
"""Maximum files merged at a time."""
_HELD = 1 << 20
"""Bytes of lines held in memory while they are read: what is done with them takes memory, too."""
_CHUNK = 64 << 10
"""Bytes of lines that are compressed together, exceeded by one line at most: what is in memory of
each file, as all are read at once."""
_LEVEL = -5
"""Of zstd."""
_SIZE = 8
"""Bytes that state the size of a compressed chunk."""
_OBJECT = 50
"""Memory overhead per line, in bytes."""


class Sorter:
    """Sorter of lines by their bytes."""

    def __init__(self, folder: Path, buffer: int = BUFFER, fan_in: int = FAN_IN) -> None:
        """`folder` is an empty folder for temporary files."""
        self._folder = folder
        self._buffer = buffer
        self._fan_in = fan_in
        self._lines: list[bytes] = []
        self._size = 0
        self._files: list[Path] = []
        self._made = 0

    def add(self, line: bytes) -> None:
        """Add a line, without newline. Raises OSError if the folder is full."""
        self._lines.append(line)
        self._size += len(line) + _OBJECT
        if self._size >= self._buffer:
            self._lines.sort()
            self._store(self._lines)
            self._lines = []
            self._size = 0
        if len(self._files) >= self._fan_in:
            merged, self._files = self._files, []
            self._store(_merged(merged))
            for file in merged:
                file.unlink()

    def __iter__(self) -> Iterator[bytes]:
        """Yield all lines in order, in little memory; call after the last `add`."""
        self._lines.sort()
        if self._size > _HELD:
            self._store(self._lines)
            self._lines, self._size = [], 0
        return _merged(self._files, self._lines)

    def _store(self, lines: Iterable[bytes]) -> None:
        path = self._folder / f"{self._made}.zst"
        self._made += 1
        packer = zstandard.ZstdCompressor(level=_LEVEL)
        with path.open("wb") as file:
            for chunk in _chunks(lines):
                packed = packer.compress(b"\n".join(chunk))
                file.write(len(packed).to_bytes(_SIZE) + packed)
        self._files.append(path)


def _merged(files: Iterable[Path], lines: Iterable[bytes] = ()) -> Iterator[bytes]:
    read = partial(_read, zstandard.ZstdDecompressor())
    return heapq.merge(lines, *map(read, files))


def _chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _read(unpacker: zstandard.ZstdDecompressor, path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while size := file.read(_SIZE):
            packed = file.read(int.from_bytes(size))
            yield from unpacker.decompress(packed).split(b"\n")
