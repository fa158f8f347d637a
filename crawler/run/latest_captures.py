"""The latest answer of each page in the raw archive of a dump, by its CDXJ indexes."""

import sqlite3
from collections.abc import Iterator
from typing import Self

import msgspec

from crawler.archive.captures import is_page
from crawler.archive.cdxj import IndexEntry, read_line
from crawler.archive.opening import stored_file
from crawler.archive.originals import Originals
from crawler.archive.values import ArchiveFile
from crawler.base.urls import bare
from crawler.dump.raw import raw_files
from crawler.sinks import Sink, SinkError

_TABLES = """
CREATE TABLE captures (
    key TEXT, date TEXT, file TEXT, offset INTEGER, digest TEXT, is_page INTEGER, is_full INTEGER
);
CREATE TABLE latest (place TEXT PRIMARY KEY, file TEXT) WITHOUT ROWID;
"""
_LATEST = """
INSERT INTO latest SELECT file || '#' || offset, file FROM (
    SELECT file, offset, is_page, ROW_NUMBER() OVER
        (PARTITION BY key ORDER BY date DESC, file DESC, offset DESC) AS number
    FROM captures
) WHERE number = 1 AND is_page
"""
_PASSING = ("304", "408", "429")
"""Statuses that say nothing of a page, like those of failed servers."""


class LatestCaptures:
    """Latest captures by place, in a temporary SQLite table. Use it as a context manager."""

    def __init__(self, sink: Sink) -> None:
        """Read the indexes. Raises SinkError if they are damaged."""
        self._db = sqlite3.connect("")
        self._db.executescript(_TABLES)
        self._files: dict[str, ArchiveFile] = {}
        for file in raw_files(sink):
            self._files[file.name] = stored_file(sink, file.key)
            self._read(b"".join(sink.read(file.index)), file.index)
        self._db.execute(_LATEST)

    def __enter__(self) -> Self:
        """Return the table."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the table."""
        self._db.close()

    def files(self) -> Iterator[ArchiveFile]:
        """Yield the WARC files that hold a latest capture, in the order in which they were
        written."""
        for (name,) in self._db.execute("SELECT DISTINCT file FROM latest ORDER BY file"):
            yield self._files[name]

    def has(self, place: str) -> bool:
        """Return whether the capture at this place is the latest of its page."""
        found = self._db.execute("SELECT 1 FROM latest WHERE place = ?", (place,))
        return found.fetchone() is not None

    def add_originals(self, originals: Originals) -> None:
        """Add all responses to which revisits may refer."""
        rows = self._db.execute("SELECT digest, file, offset FROM captures WHERE is_full")
        for digest, file, offset in rows:
            originals.add_digest(digest, self._files[file], offset)

    def _read(self, index: bytes, key: str) -> None:
        for line in index.splitlines():
            try:
                _, date, entry = read_line(line)
            except (msgspec.DecodeError, ValueError) as error:
                raise SinkError(f"{key}: invalid index line: {error}") from error
            if entry.status not in _PASSING and not entry.status.startswith("5"):
                self._add(bare(entry.url), date, entry)  # a SURT takes A.htm and a.htm for one

    def _add(self, key: str, date: str, entry: IndexEntry) -> None:
        is_revisit = entry.mime == "warc/revisit"
        is_ok = entry.status == "200" and (is_revisit or is_page(entry.mime))
        row = (key, date, entry.filename, int(entry.offset), entry.digest, is_ok, not is_revisit)
        self._db.execute("INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?)", row)
