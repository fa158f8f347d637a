"""External merge sort of lines: sorted runs in temporary files, then one merge."""

import heapq
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

import zstandard

BUFFER = 8 << 20
"""Bytes of lines held in memory."""
FAN_IN = 64
"""Maximum files merged at a time."""
_HELD = 1 << 20
"""Bytes of lines held in memory while they are read: what is done with them takes memory, too."""
_LEVEL = -5
"""Of zstd."""
_WINDOW = 16
"""Logarithm of the bytes that a reader keeps of each file: all are read at once."""
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
            self._store(heapq.merge(*map(_read, merged)))
            for file in merged:
                file.unlink()

    def __iter__(self) -> Iterator[bytes]:
        """Yield all lines in order, in little memory; call after the last `add`."""
        self._lines.sort()
        if self._size > _HELD:
            self._store(self._lines)
            self._lines, self._size = [], 0
        return heapq.merge(self._lines, *map(_read, self._files))

    def _store(self, lines: Iterable[bytes]) -> None:
        file = self._folder / f"{self._made}.zst"
        self._made += 1
        with zstandard.open(file, "wb", cctx=_packer()) as packed:
            for line in lines:
                packed.write(line + b"\n")
        self._files.append(file)


def _packer() -> zstandard.ZstdCompressor:
    setup = zstandard.ZstdCompressionParameters.from_level(_LEVEL, window_log=_WINDOW)
    return zstandard.ZstdCompressor(compression_params=setup)


def _read(file: Path) -> Iterator[bytes]:
    with zstandard.open(file, "rb") as packed, BufferedReader(cast("IO[bytes]", packed)) as lines:  # type: ignore[type-var]
        for line in lines:
            yield line[:-1]
