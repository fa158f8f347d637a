"""Pages that a replay has read, so that it goes on where it was killed.

Safe to lose: the pages are then read again and recognized as known.
"""

import sqlite3

_TABLE = """
CREATE TABLE IF NOT EXISTS replayed (
    job TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (job, place)
) WITHOUT ROWID
"""


class Replays:
    """A table of the ledger, in its transaction: a page is noted together with its rows.

    Nothing is noted before `begin`, so a crawl leaves no traces here.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._db.execute(_TABLE)
        self._job: str | None = None

    def begin(self, job: str) -> None:
        """Start or resume a job; the pages of others are forgotten."""
        self._job = job
        self._db.execute("DELETE FROM replayed WHERE job <> ?", (job,))

    def note(self, place: str | None) -> None:
        """Note that the page at this place of an archive is read."""
        if self._job and place:
            self._db.execute("INSERT OR IGNORE INTO replayed VALUES (?, ?)", (self._job, place))

    def has(self, place: str) -> bool:
        """Return whether the page at this place is read."""
        found = self._db.execute(
            "SELECT 1 FROM replayed WHERE job = ? AND place = ?", (self._job, place)
        )
        return found.fetchone() is not None

    def clear(self) -> None:
        """Forget all pages."""
        self._db.execute("DELETE FROM replayed")

    def finish(self) -> None:
        """Forget the job: it is done, and the same archives may be read again."""
        self._db.execute("DELETE FROM replayed WHERE job = ?", (self._job,))
        self._job = None
