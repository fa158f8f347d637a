"""Writing of a file of compressed lines."""

from pathlib import Path

from crawler.dump.compression import fast_packer

_CHUNK = 1 << 20


class LineFile:
    """Writer of lines that are read seldom, as one gzip member."""

    def __init__(self, path: Path) -> None:
        """Open the file; this and all other methods raise OSError if it cannot be written."""
        self.rows = 0
        self._file = path.open("wb")
        self._packer = fast_packer("gzip")
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, line: bytes) -> None:
        """Add a line, without newline."""
        self._waiting.append(line)
        self._size += len(line)
        self.rows += 1
        if self._size >= _CHUNK:
            self._pack()

    def close(self) -> None:
        """Write what waits; the file is complete then."""
        self._pack()
        self._file.write(self._packer.flush())
        self._file.close()

    def _pack(self) -> None:
        """Compress the lines that wait; in pieces that depend on the lines only, as their sizes
        show in what comes out."""
        self._file.write(self._packer.compress(b"\n".join([*self._waiting, b""])))
        self._waiting, self._size = [], 0
