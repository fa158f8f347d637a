"""What a ledger keeps of a source as a whole: its furniture, what may become furniture, its health.

Furniture comes back from the dump's removed parts, health from its manifests. The counts are worth
nothing when lost: they are learnt anew from new stories.
"""

import sqlite3
from collections.abc import Mapping

from crawler.ledger.values import Furniture

MEMORY = 20
"""Runs of a source that its next run is measured against."""


class Sources:
    """A part of the ledger, in its transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def furniture(self, source: str) -> set[int]:
        """The marks of all texts that repetition took off this source's published pages."""
        rows = self._db.execute("SELECT mark FROM furniture WHERE source = ?", (source,))
        return {mark for (mark,) in rows}

    def furnish(self, run: str, furniture: Furniture) -> None:
        """Note a text whose row is written to a removed part."""
        row = (furniture.source, furniture.mark, run)
        self._db.execute("INSERT OR IGNORE INTO furniture VALUES (?, ?, ?)", row)

    def counts(self, source: str) -> bytes | None:
        """What was last kept."""
        found = self._db.execute("SELECT counts FROM repeats WHERE source = ?", (source,))
        row = found.fetchone()
        return row[0] if row else None

    def keep_counts(self, source: str, counts: bytes) -> None:
        """Keep what a source's pages have shown, from the next seal on."""
        self._db.execute("INSERT OR REPLACE INTO repeats VALUES (?, ?)", (source, counts))

    def health(self, source: str) -> tuple[bytes, ...]:
        """What the manifests of the last runs tell of a source, newest first."""
        rows = self._db.execute(
            "SELECT entry FROM health WHERE source = ? ORDER BY run DESC LIMIT ?", (source, MEMORY)
        )
        return tuple(entry for (entry,) in rows)

    def note_health(self, run: str, health: Mapping[str, bytes]) -> None:
        """Note what the manifest of a named run tells."""
        rows = [(source, run, entry) for source, entry in health.items()]
        self._db.executemany("INSERT OR REPLACE INTO health VALUES (?, ?, ?)", rows)
