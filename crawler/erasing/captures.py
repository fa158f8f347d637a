"""The captures in the raw archive of a dump, by page, in a temporary SQLite database."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from crawler.archive.cdxj import read_line
from crawler.base.urls import bare
from crawler.dump.index import read_manifest
from crawler.dump.manifest import Index
from crawler.sinks import Sink, SinkError

_TABLE = "CREATE TABLE captures (key TEXT, address TEXT, digest TEXT, is_revisit INTEGER)"
_INDEXES = """
CREATE INDEX addresses ON captures (address);
CREATE INDEX digests ON captures (digest);
"""
_BATCH = 5000
_FILES = """
SELECT key FROM captures WHERE address = ?1 UNION SELECT key FROM captures WHERE is_revisit
    AND digest IN (SELECT digest FROM captures WHERE address = ?1 AND NOT is_revisit)
"""


class RawCaptures:
    """The captures that the CDXJ indexes of a dump list."""

    def __init__(self, sink: Sink, index: Index) -> None:
        """Read the indexes. Raises SinkError if they are damaged."""
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(_TABLE)
        self._db.execute("BEGIN")
        rows = _rows(sink, index)
        while batch := list(islice(rows, _BATCH)):
            self._db.executemany("INSERT INTO captures VALUES (?, ?, ?, ?)", batch)
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)

    def close(self) -> None:
        """Delete the database."""
        self._db.close()

    def has(self, url: str) -> bool:
        """Return whether a page is archived."""
        query = "SELECT 1 FROM captures WHERE address = ? LIMIT 1"
        return self._db.execute(query, (bare(url),)).fetchone() is not None

    def files_with(self, pages: Iterable[str]) -> frozenset[str]:
        """Return the keys of WARC files with records of pages, or revisits that refer to them."""
        return frozenset(key for page in pages for (key,) in self._db.execute(_FILES, (page,)))


def _rows(sink: Sink, index: Index) -> Iterator[tuple[str, str, str, bool]]:
    for named in index.raw:
        for file in read_manifest(sink, named).raw:
            for line in b"".join(sink.read(file.index)).splitlines():
                try:
                    entry = read_line(line)[2]
                except (msgspec.DecodeError, ValueError) as error:
                    raise SinkError(f"{sink.url}: {file.index} is damaged: {error}") from error
                yield file.key, bare(entry.url), entry.digest, entry.mime == "warc/revisit"
