"""What one dump already holds and what waits to be published, in one SQLite file.

A cache: it can be deleted at any time and is built again from the dump (and the spool beside it).
Between two seals everything lies in one open transaction, so the ledger never knows of a row that
is not in a sealed part: a killed run takes its unsealed rows with it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from crawler.ledger.answers import Answers
from crawler.ledger.likeness import Likenesses
from crawler.ledger.sources import Sources
from crawler.ledger.store import CLAIMS, LockedError, lock, open_or_replace
from crawler.ledger.values import (
    Furniture,
    Likeness,
    PartRef,
    Reject,
    Revision,
    Run,
    Signature,
    State,
    Visit,
)
from crawler.ledger.visits import Visits

__all__ = [
    "Furniture",
    "Ledger",
    "Likeness",
    "LockedError",
    "PartRef",
    "Reject",
    "Revision",
    "Run",
    "Signature",
    "State",
    "Visit",
]

_OF_RUNS = ("rejects", "revisions", "furniture", "health", "parts", "runs")


class Ledger:
    """The open ledger of one dump. For one process and one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or make the ledger and hold it until `close`.

        Raises LockedError where another process holds it, UsageFault where the folder cannot be
        written. A ledger that is damaged or of another
        version is set aside, and `set_aside` names the file.
        """
        self._lock = lock(path)
        self._db, self.set_aside = open_or_replace(path)
        self._db.executescript(CLAIMS)
        self._db.execute("BEGIN")
        self.sources = Sources(self._db)
        self.answers = Answers(self._db)
        self.likenesses = Likenesses(self._db)
        self.visits = Visits(self._db)

    def close(self) -> None:
        """Let go; what was not committed by `seal` is forgotten."""
        self._db.rollback()
        self._db.close()
        self._lock.close()

    # What is known

    def revisions(self, story: str) -> tuple[Revision, ...]:
        """All revisions of a story, first to last, claims included."""
        rows = self._db.execute(
            "SELECT id, revision, digest, url, state, marks FROM revisions WHERE id = ?1 UNION ALL "
            "SELECT id, revision, digest, url, state, marks FROM claims WHERE id = ?1 ORDER BY 2",
            (story,),
        )
        return tuple(Revision(*row) for row in rows)

    def holder(self, digest: str) -> str | None:
        """A story one of whose revisions has this content, claims included; none that is gone."""
        found = self._db.execute(
            "SELECT id FROM revisions AS held WHERE digest = ?1 AND 'gone' <> (SELECT state FROM "
            "revisions AS last WHERE last.id = held.id ORDER BY revision DESC LIMIT 1) UNION ALL "
            "SELECT id FROM claims WHERE digest = ?1 LIMIT 1",
            (digest,),
        )
        row = found.fetchone()
        return row[0] if row else None

    def spot(self, story: str) -> PartRef | None:
        """Where the last revision of a story lies."""
        found = self._db.execute(
            "SELECT run, part FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1", (story,)
        )
        row = found.fetchone()
        return PartRef(*row) if row else None

    def rejected(self, reject: Reject) -> bool:
        """Whether the quarantine holds this already."""
        found = self._db.execute(
            "SELECT 1 FROM rejects WHERE url = ? AND sha256 = ? AND kind = ? AND digest = ?",
            (reject.url, reject.sha256, reject.kind, reject.digest),
        )
        return found.fetchone() is not None

    # What is written

    def claim(self, revision: Revision) -> None:
        """Hold a revision for a record that is about to be written."""
        self._db.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)", _row(revision))

    def admit(self, spot: PartRef, revision: Revision) -> None:
        """Note a revision whose record is written: seen, from the next `seal` on."""
        row = _row(revision)
        self._db.execute(
            "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, spot.run, spot.part)
        )
        self._db.execute("DELETE FROM claims WHERE id = ? AND revision = ?", row[:2])

    def reject(self, run: str, reject: Reject) -> None:
        """Note a page or story whose quarantine row is written."""
        self._db.execute(
            "INSERT OR IGNORE INTO rejects VALUES (?, ?, ?, ?, ?)",
            (reject.url, reject.sha256, reject.kind, reject.digest, run),
        )

    def seal(self, run: str, parts: Iterable[tuple[str, bytes]] = ()) -> None:
        """Name the parts that hold all rows noted so far, in the one transaction that counts."""
        self._db.executemany(
            "INSERT INTO parts VALUES (?, ?, ?)", [(key, run, entry) for key, entry in parts]
        )
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def rollback(self) -> None:
        """Forget all rows noted, and all claims made, since the last `seal`."""
        self._db.rollback()  # a full disk may have done so already
        self._db.execute("DELETE FROM claims")
        self._db.execute("BEGIN")

    # Runs. Each of these commits by `seal`.

    def begin(self, run: str, started: str) -> None:
        """Note a run before its first row."""
        self._db.execute("INSERT INTO runs VALUES (?, ?, NULL, NULL)", (run, started))
        self.seal(run)

    def plan(self, run: str, manifest: bytes) -> None:
        """Fix the manifest before anything is uploaded: every retry publishes the same bytes."""
        self._db.execute("UPDATE runs SET manifest = ? WHERE run = ?", (manifest, run))
        self.seal(run)

    def pending(self) -> tuple[Run, ...]:
        """The runs that no index names, oldest first."""
        rows = self._db.execute(
            "SELECT run, started, manifest FROM runs WHERE named IS NULL ORDER BY run"
        )
        return tuple(Run(*row) for row in rows)

    def named(self) -> dict[str, str]:
        """The runs that the index named when it was last read -> SHA-256 of their manifests."""
        return dict(self._db.execute("SELECT run, named FROM runs WHERE named IS NOT NULL"))

    def parts(self, run: str) -> dict[str, bytes]:
        """The sealed parts of a run that waits: key -> entry, in the order of their keys."""
        return dict(
            self._db.execute("SELECT key, entry FROM parts WHERE run = ? ORDER BY key", (run,))
        )

    def done(
        self, run: str, manifest_sha256: str | None, health: Mapping[str, bytes] | None = None
    ) -> None:
        """Note that the index names a run, or (None) that it ended without a part to name.

        `health` is what its manifest tells of each source.
        """
        self._db.execute("DELETE FROM parts WHERE run = ?", (run,))
        self._db.execute("DELETE FROM runs WHERE run = ?", (run,))
        if manifest_sha256:
            self._db.execute("INSERT INTO runs VALUES (?, '', NULL, ?)", (run, manifest_sha256))
            self.sources.note_health(run, health or {})
        self.seal(run)

    def drop(self, run: str) -> None:
        """Forget a run that waits and every row of it: they are to be decided anew."""
        for table in _OF_RUNS:
            self._db.execute(f"DELETE FROM {table} WHERE run = ?", (run,))  # noqa: S608
        self.likenesses.drop(run)
        self.seal(run)

    def clear(self) -> None:
        """Forget everything, for a dump that is not the one this ledger knew."""
        for table in (*_OF_RUNS, "repeats", "twins", "missing"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self.likenesses.clear()
        self.visits.clear()
        self.seal("")


def _row(revision: Revision) -> tuple[str, int, str, str, str, bytes]:
    return (
        *(revision.id, revision.revision, revision.digest, revision.url),
        *(revision.state, revision.marks),
    )
