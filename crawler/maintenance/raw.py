"""Which WARC files of a dump have expired: those of old days, except what later revisits refer
to."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice

import msgspec

from crawler.archive.cdxj import read_line
from crawler.dump.index import read_manifest
from crawler.dump.manifest import Index
from crawler.maintenance.expiry import Cutoffs
from crawler.sinks import Sink, SinkError

_TABLES = """
CREATE TABLE files (key TEXT PRIMARY KEY, is_kept INTEGER) WITHOUT ROWID;
CREATE TABLE captures (key TEXT, digest TEXT, is_revisit INTEGER);
"""
_INDEX = "CREATE INDEX digests ON captures (digest, is_revisit)"
_KEEP = """
UPDATE files SET is_kept = 1 WHERE NOT is_kept AND key IN (
    SELECT original.key FROM captures AS revisit JOIN captures AS original USING (digest)
    WHERE revisit.is_revisit AND NOT original.is_revisit
        AND revisit.key IN (SELECT key FROM files WHERE is_kept)
)
"""
_BATCH = 5000


def expired_raw(sink: Sink, index: Index, cutoffs: Cutoffs) -> frozenset[str]:
    """Return the keys of the WARC files that have expired. Raises SinkError if one is damaged."""
    if cutoffs.raw is None:
        return frozenset()
    with closing(sqlite3.connect("", isolation_level=None)) as db:
        db.executescript(_TABLES)
        db.execute("BEGIN")
        rows = _captures(sink, index, cutoffs, db)
        while batch := list(islice(rows, _BATCH)):
            db.executemany("INSERT INTO captures VALUES (?, ?, ?)", batch)
        db.execute(_INDEX)
        while db.execute(_KEEP).rowcount:  # a file that is kept may hold revisits, too
            pass
        return frozenset(key for (key,) in db.execute("SELECT key FROM files WHERE NOT is_kept"))


def _captures(
    sink: Sink, index: Index, cutoffs: Cutoffs, db: sqlite3.Connection
) -> Iterator[tuple[str, str, bool]]:
    """Add the files to their table, and yield their captures."""
    for named in index.raw:
        for file in read_manifest(sink, named).raw:
            kept = not cutoffs.has_raw_expired(file)
            db.execute("INSERT INTO files VALUES (?, ?)", (file.key, kept))
            for line in b"".join(sink.read(file.index)).splitlines():
                try:
                    entry = read_line(line)[2]
                except (msgspec.DecodeError, ValueError) as error:
                    raise SinkError(f"{sink.url}: {file.index} is damaged: {error}") from error
                yield file.key, entry.digest, entry.mime == "warc/revisit"
