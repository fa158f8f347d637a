"""The ledger: one SQLite file with what a dump already holds and what is waiting to be published.

It is a cache: it can be deleted at any time and is rebuilt from the dump (and the spool beside it).
All changes between two seals are in one open transaction, so the ledger never contains a row that
is not in a sealed part: if a run is killed, its unsealed rows are rolled back.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from crawler.dump.erasures import Erased
from crawler.ledger.answers import Answers
from crawler.ledger.claims import Claims
from crawler.ledger.likeness import Likenesses
from crawler.ledger.raw import RawFiles
from crawler.ledger.replays import Replays
from crawler.ledger.sources import Sources
from crawler.ledger.store import lock, open_or_replace
from crawler.ledger.values import (
    Boilerplate,
    Likeness,
    PartRef,
    Reject,
    Revision,
    Run,
    State,
    Visit,
)
from crawler.ledger.visits import Visits

__all__ = [
    "SOME_PART",
    "Boilerplate",
    "Ledger",
    "Likeness",
    "PartRef",
    "Reject",
    "Revision",
    "Run",
    "State",
    "Visit",
]

SOME_PART = 0
"""Number of a part that is not known: parts count from 1."""
_OF_FOLDED = "WHERE run IN (SELECT run FROM folded)"
_OF_RUNS = ("rejects", "revisions", "furniture", "health", "parts", "runs")


class Ledger:
    """The open ledger of one dump. Not thread-safe: use it from one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the ledger and lock it until `close`.

        Raises LockedError if another process has locked it, UsageFault if the folder is not
        writable. A ledger that is damaged or of another version is moved aside; `set_aside` is its
        new path.
        """
        self._lock = lock(path)
        self._db, self.set_aside = open_or_replace(path)
        self._claims = Claims()
        self.replays = Replays(self._db)
        self.raw = RawFiles(self._db)
        self._db.execute("BEGIN")
        self.sources = Sources(self._db)
        self.answers = Answers(self._db)
        self.likenesses = Likenesses(self._db)
        self.visits = Visits(self._db)
        self.erased = Erased()
        """What the dump must not publish again; read from the dump with each catch-up."""

    def close(self) -> None:
        """Close and unlock the ledger; changes since the last `seal` are lost."""
        self._db.rollback()
        self._db.close()
        self._lock.close()

    # Lookups

    def revisions(self, story: str) -> tuple[Revision, ...]:
        """Return all revisions of a story, first to last, including claims."""
        rows = self._db.execute(
            "SELECT id, revision, digest, url, state, marks FROM revisions WHERE id = ? "
            "ORDER BY revision",
            (story,),
        )
        return (*(Revision(*row) for row in rows), *self._claims.of(story))

    def known(self, stories: Iterable[str]) -> set[str]:
        """Return those of these stories that have a revision, including claims."""
        asked = set(stories)
        rows = self._db.execute(
            "SELECT DISTINCT id FROM revisions WHERE id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(asked),),
        )
        return {story for (story,) in rows} | {story for story in asked if self._claims.of(story)}

    def holder(self, digest: str) -> str | None:
        """Return the id of a story with this content, including claims; stories that are gone do
        not count."""
        found = self._db.execute(
            "SELECT id FROM revisions AS held WHERE digest = ?1 AND 'gone' <> (SELECT state FROM "
            "revisions AS last WHERE last.id = held.id ORDER BY revision DESC LIMIT 1) LIMIT 1",
            (digest,),
        )
        row = found.fetchone()
        return row[0] if row else self._claims.holder(digest)

    def part_of(self, story: str) -> PartRef | None:
        """Return the part that holds the last revision of a story."""
        found = self._db.execute(
            "SELECT run, part FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1", (story,)
        )
        row = found.fetchone()
        return PartRef(*row) if row else None

    def rejected(self, reject: Reject) -> bool:
        """Return whether the quarantine already contains this."""
        found = self._db.execute(
            "SELECT 1 FROM rejects WHERE url = ? AND sha256 = ? AND kind = ? AND digest = ?",
            (reject.url, reject.sha256, reject.kind, reject.digest),
        )
        return found.fetchone() is not None

    # Changes

    def claim(self, revision: Revision) -> None:
        """Reserve a revision for a record that is about to be written."""
        self._claims.add(revision)

    def claimed(self, story: str, revision: int) -> Revision | None:
        """Return a revision that is claimed and not admitted yet."""
        return self._claims.get(story, revision)

    def admit(self, part_ref: PartRef, revision: Revision) -> None:
        """Add a revision whose record is written; it counts from the next `seal` on."""
        row = _row(revision)
        self._db.execute(
            "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, part_ref.run, part_ref.part),
        )
        self._claims.remove(revision)

    def reject(self, run: str, reject: Reject) -> None:
        """Add a page or story whose quarantine row is written."""
        self._db.execute(
            "INSERT OR IGNORE INTO rejects VALUES (?, ?, ?, ?, ?)",
            (reject.url, reject.sha256, reject.kind, reject.digest, run),
        )

    def seal(self, run: str, parts: Iterable[tuple[str, bytes]] = ()) -> None:
        """Commit all changes so far together with the parts that hold their rows."""
        self._db.executemany(
            "INSERT INTO parts VALUES (?, ?, ?)", [(key, run, entry) for key, entry in parts]
        )
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def rollback(self) -> None:
        """Discard all changes and claims since the last `seal`."""
        self._db.rollback()  # SQLite may have rolled back already, if the disk is full
        self._claims = Claims()
        self._db.execute("BEGIN")

    # Runs. Each of these methods commits with `seal`.

    def begin(self, run: str, started: str) -> None:
        """Add a run before its first row."""
        self._db.execute("INSERT INTO runs VALUES (?, ?, NULL, NULL)", (run, started))
        self.seal(run)

    def plan(self, run: str, manifest: bytes) -> None:
        """Store a run's manifest before anything is uploaded, so every retry publishes the same
        bytes."""
        self._db.execute("UPDATE runs SET manifest = ? WHERE run = ?", (manifest, run))
        self.seal(run)

    def pending(self) -> tuple[Run, ...]:
        """Return the runs that are not in the index yet, oldest first."""
        rows = self._db.execute(
            "SELECT run, started, manifest FROM runs WHERE named IS NULL ORDER BY run"
        )
        return tuple(Run(*row) for row in rows)

    def named(self) -> dict[str, str]:
        """Return the runs in the index when it was last read -> SHA-256 of their manifests."""
        return dict(self._db.execute("SELECT run, named FROM runs WHERE named IS NOT NULL"))

    def parts(self, run: str) -> dict[str, bytes]:
        """Return the sealed parts of a pending run: key -> JSON entry, in key order."""
        return dict(
            self._db.execute("SELECT key, entry FROM parts WHERE run = ? ORDER BY key", (run,))
        )

    def done(
        self, run: str, manifest_sha256: str | None, health: Mapping[str, bytes] | None = None
    ) -> None:
        """Mark a run as published; with `manifest_sha256=None`, as finished with nothing to
        publish.

        `health` holds the results of each source in its manifest, as JSON.
        """
        self._db.execute("DELETE FROM parts WHERE run = ?", (run,))
        self._db.execute("DELETE FROM runs WHERE run = ?", (run,))
        self.raw.done(run)
        if manifest_sha256:
            self._db.execute("INSERT INTO runs VALUES (?, '', NULL, ?)", (run, manifest_sha256))
            self.sources.note_health(run, health or {})
        self.seal(run)

    def drop(self, run: str) -> None:
        """Delete a pending run and all of its rows, to be deduplicated again."""
        for table in _OF_RUNS:
            self._db.execute(f"DELETE FROM {table} WHERE run = ?", (run,))  # noqa: S608
        self.likenesses.drop(run)
        self.seal(run)

    def fold(self, runs: Iterable[str], into: str, manifest_sha256: str) -> None:
        """Give the rows of published runs to one of them, whose manifest is another now.

        In which of its parts they are is not known any more (`SOME_PART`), unless it is the only
        one.
        """
        others = [run for run in runs if run != into]
        if others:
            self._db.execute("CREATE TEMP TABLE folded (run TEXT PRIMARY KEY)")
            self._db.executemany("INSERT INTO folded VALUES (?)", [(run,) for run in others])
            for table in ("rejects", "furniture", "likenesses"):
                self._db.execute(f"UPDATE {table} SET run = ? {_OF_FOLDED}", (into,))  # noqa: S608
            self._db.execute(
                f"UPDATE revisions SET run = ?1, part = ?2 {_OF_FOLDED} OR run = ?1",  # noqa: S608
                (into, SOME_PART),
            )
            self._db.execute(f"DELETE FROM runs {_OF_FOLDED}")  # noqa: S608
            self._db.execute("DROP TABLE folded")
        self._db.execute("UPDATE runs SET named = ? WHERE run = ?", (manifest_sha256, into))
        self.seal(into)

    def clear(self) -> None:
        """Delete everything, because the dump is not the one that this ledger describes."""
        for table in (*_OF_RUNS, "repeats", "twins", "missing"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self.likenesses.clear()
        self.visits.clear()
        self.replays.clear()
        self.raw.clear()
        self.seal("")


def _row(revision: Revision) -> tuple[str, int, str, str, str, bytes]:
    return (
        *(revision.id, revision.revision, revision.digest, revision.url),
        *(revision.state, revision.marks),
    )
