"""WARC files that wait to be published, and the payloads of those that are."""

import sqlite3
from collections.abc import Iterable

from crawler.archive.exchange import Original

_TABLES = (
    """
CREATE TABLE IF NOT EXISTS raw_files (
    key TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    entry BLOB NOT NULL    -- its entry in the manifest, JSON
) WITHOUT ROWID
""",
    """
CREATE TABLE IF NOT EXISTS payloads (
    digest TEXT PRIMARY KEY,
    record_id TEXT NOT NULL,
    url TEXT NOT NULL,
    date TEXT NOT NULL
) WITHOUT ROWID
""",
)


class RawFiles:
    """Two tables of the ledger, in its transaction.

    Payloads are safe to lose: pages with the same bytes are then archived in full once more.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        for table in _TABLES:
            self._db.execute(table)

    def original(self, digest: str) -> Original | None:
        """Return the archived response with this payload."""
        found = self._db.execute(
            "SELECT record_id, url, date FROM payloads WHERE digest = ?", (digest,)
        ).fetchone()
        return Original(*found) if found else None

    def note(self, digest: str, original: Original) -> None:
        """Add a response that later ones can refer to."""
        self._db.execute(
            "INSERT OR IGNORE INTO payloads VALUES (?, ?, ?, ?)",
            (digest, original.record_id, original.url, original.date),
        )

    def add(self, run: str, files: Iterable[tuple[str, bytes]]) -> None:
        """Add sealed files: key and entry."""
        rows = [(key, run, entry) for key, entry in files]
        self._db.executemany("INSERT OR REPLACE INTO raw_files VALUES (?, ?, ?)", rows)

    def of(self, run: str) -> dict[str, bytes]:
        """Return the sealed files of a pending run: key -> JSON entry, in key order."""
        rows = self._db.execute(
            "SELECT key, entry FROM raw_files WHERE run = ? ORDER BY key", (run,)
        )
        return dict(rows)

    def adopt(self, run: str) -> None:
        """Give the files of runs that are no longer pending to another one."""
        self._db.execute(
            "UPDATE raw_files SET run = ? WHERE run NOT IN "
            "(SELECT run FROM runs WHERE named IS NULL)",
            (run,),
        )

    def keys(self) -> set[str]:
        """Return the keys of all files that wait."""
        return {key for (key,) in self._db.execute("SELECT key FROM raw_files")}

    def done(self, run: str) -> None:
        """Forget the files of a run: they are published."""
        self._db.execute("DELETE FROM raw_files WHERE run = ?", (run,))

    def forget_before(self, day: str) -> None:
        """Forget the payloads archived before a day."""
        self._db.execute("DELETE FROM payloads WHERE date < ?", (day,))

    def clear(self) -> None:
        """Forget the payloads, because the dump is not the one that this ledger describes."""
        self._db.execute("DELETE FROM payloads")
