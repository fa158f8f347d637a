"""A WARC file that is being written in the spool, with its index."""

import hashlib
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from crawler.archive.cdxj import index_of
from crawler.archive.exchange import Exchange, Original, WarcCompression
from crawler.archive.index_lines import index_line
from crawler.archive.writer import WarcEncoder, Written
from crawler.dump.keys import index_key
from crawler.dump.manifest import RawFile
from crawler.publishing.spool import OPEN
from crawler.sinks.local import flush_folder, make_folder


class RawPart:
    """An open WARC file. It does not count before `seal`."""

    def __init__(
        self, key: str, path: Path, compression: WarcCompression, started: datetime
    ) -> None:
        self.bytes = 0
        self.name = path.name
        self._key = key
        self._path = path
        self._lines: list[bytes] = []
        self._sha256 = hashlib.sha256()
        self._encoder = WarcEncoder(path.name, compression, started)
        make_folder(path.parent)
        self._file = path.with_name(path.name + OPEN).open("wb")
        self._put(self._encoder.info())

    def write(self, exchange: Exchange, earlier: Original | None) -> tuple[Written, str]:
        """Add an exchange; return it with its place. Raises Fault `warc` if it is not HTTP."""
        written = self._encoder.exchange(exchange, earlier)
        self._lines.append(index_line(written, self.bytes, self.name))
        place = f"{self.name}#{self.bytes + written.offset}"
        self._put(written.data)
        return written, place

    def seal(self) -> RawFile:
        """Flush index and file to disk, and rename the file to its final name last."""
        index, index_path = index_of(self._lines), self._path.with_name(index_key(self.name))
        with index_path.open("wb") as file:
            file.write(index)
            file.flush()
            os.fsync(file.fileno())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        Path(self._file.name).replace(self._path)
        flush_folder(self._path.parent)
        return RawFile(
            key=self._key,
            index=index_key(self._key),
            captures=len(self._lines),
            bytes=self.bytes,
            sha256=self._sha256.hexdigest(),
            index_sha256=hashlib.sha256(index).hexdigest(),
        )

    def discard(self) -> None:
        """Delete the file."""
        with suppress(OSError):  # flushing buffered data fails on a full disk
            self._file.close()
        Path(self._file.name).unlink(missing_ok=True)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._sha256.update(data)
        self.bytes += len(data)
