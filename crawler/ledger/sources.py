"""Per-source data: known boilerplate, counts of repeated texts, and results of earlier runs.

Boilerplate is rebuilt from the dump's removed parts, results from its manifests. The counts are
safe to lose: they are learnt again from new stories.
"""

import sqlite3
from collections.abc import Mapping

from crawler.ledger.values import Boilerplate

MEMORY = 20
"""Number of earlier runs that the next run is compared with."""


class Sources:
    """Tables of the ledger, in its transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def boilerplate(self, source: str) -> set[int]:
        """Return the marks of all repeated texts removed from this source's published pages."""
        rows = self._db.execute("SELECT mark FROM furniture WHERE source = ?", (source,))
        return {mark for (mark,) in rows}

    def add_boilerplate(self, run: str, text: Boilerplate) -> None:
        """Add a text whose row is written to a removed part."""
        row = (text.source, text.mark, run)
        self._db.execute("INSERT OR IGNORE INTO furniture VALUES (?, ?, ?)", row)

    def counts(self, source: str) -> bytes | None:
        """Return the encoded counts, as last stored."""
        found = self._db.execute("SELECT counts FROM repeats WHERE source = ?", (source,))
        row = found.fetchone()
        return row[0] if row else None

    def keep_counts(self, source: str, counts: bytes) -> None:
        """Store the counts of a source's texts; they count from the next seal on."""
        self._db.execute("INSERT OR REPLACE INTO repeats VALUES (?, ?)", (source, counts))

    def health(self, source: str) -> tuple[bytes, ...]:
        """Return the source's entries in the manifests of the last runs, newest first."""
        rows = self._db.execute(
            "SELECT entry FROM health WHERE source = ? ORDER BY run DESC LIMIT ?", (source, MEMORY)
        )
        return tuple(entry for (entry,) in rows)

    def note_health(self, run: str, health: Mapping[str, bytes]) -> None:
        """Add the per-source entries of a published run's manifest."""
        rows = [(source, run, entry) for source, entry in health.items()]
        self._db.executemany("INSERT OR REPLACE INTO health VALUES (?, ?, ?)", rows)
