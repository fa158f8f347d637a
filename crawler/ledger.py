"""What one dump already holds and what waits to be published, in one SQLite file.

A cache: it can be deleted at any time and is built again from the dump (and the spool beside it).
Between two seals everything lies in one open transaction, so the ledger never knows of a row that
is not in a sealed part: a killed run takes its unsealed rows with it.
"""

import fcntl
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.faults import UsageFault

VERSION = 2
"""Of the tables below; a ledger of another version is set aside and built again."""

TABLES = """
CREATE TABLE runs (
    run TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    manifest BLOB,         -- as it will be published; null until the run closes
    named TEXT             -- SHA-256 of the manifest that the dump's index names; null: not yet
) WITHOUT ROWID;
CREATE TABLE parts (
    key TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    entry BLOB NOT NULL    -- the part as the manifest names it
) WITHOUT ROWID;
CREATE TABLE revisions (
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest TEXT NOT NULL,
    url TEXT NOT NULL,
    final INTEGER NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (id, revision)
) WITHOUT ROWID;
CREATE INDEX digests ON revisions (digest);
CREATE TABLE rejects (
    url TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (url, sha256, kind, digest)
) WITHOUT ROWID;
"""

# Claims are revisions decided in this run whose row is not written yet; they die with the process.
CLAIMS = """
CREATE TEMP TABLE claims (id TEXT, revision INTEGER, digest TEXT, url TEXT, final INTEGER);
CREATE INDEX temp.claimed_ids ON claims (id);
CREATE INDEX temp.claimed_digests ON claims (digest);
"""


class LockedError(UsageFault):
    """Another run is writing this dump at this moment."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of one story, as far as the next one has to know it."""

    id: str
    revision: int
    digest: str
    url: str
    final: bool = False
    """A correction or a kill: no plain take from another address comes after it."""


@dataclass(frozen=True, slots=True)
class Reject:
    """What makes a quarantined page or story the same one in the next run."""

    url: str
    sha256: str
    kind: str
    digest: str
    """Of the story; empty for a page that gave none."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that no index names yet."""

    run: str
    started: str
    manifest: bytes | None


class Ledger:
    """The open ledger of one dump. For one process and one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or make the ledger and hold it until `close`.

        Raises LockedError where another process holds it, UsageFault where the folder cannot be
        written. A ledger that is damaged or of another
        version is set aside, and `set_aside` names the file.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = path.with_suffix(".lock").open("w")
        except OSError as error:
            raise UsageFault(f"{path.parent}: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise LockedError(f"{path}: another run is writing this dump") from None
        self.set_aside: Path | None = None
        try:
            self._db = _opened(path)
        except sqlite3.OperationalError as error:
            raise UsageFault(f"{path}: {error}") from error
        except sqlite3.DatabaseError:
            self.set_aside = _set_aside(path)
            self._db = _opened(path)
        self._db.executescript(CLAIMS)
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Let go; what was not committed by `seal` is forgotten."""
        self._db.rollback()
        self._db.close()
        self._lock.close()

    # What is known

    def revisions(self, story: str) -> tuple[Revision, ...]:
        """All revisions of a story, first to last, claims included."""
        rows = self._db.execute(
            "SELECT id, revision, digest, url, final FROM revisions WHERE id = ?1 UNION ALL "
            "SELECT id, revision, digest, url, final FROM claims WHERE id = ?1 ORDER BY 2",
            (story,),
        )
        return tuple(
            Revision(story, number, digest, url, bool(final))
            for story, number, digest, url, final in rows
        )

    def holds(self, digest: str) -> bool:
        """Whether any revision of any story has this content, claims included."""
        found = self._db.execute(
            "SELECT 1 FROM revisions WHERE digest = ?1 UNION ALL "
            "SELECT 1 FROM claims WHERE digest = ?1 LIMIT 1",
            (digest,),
        )
        return found.fetchone() is not None

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
        self._db.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?)", _row(revision))

    def admit(self, run: str, revision: Revision) -> None:
        """Note a revision whose record is written: seen, from the next `seal` on."""
        row = _row(revision)
        self._db.execute("INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?)", (*row, run))
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

    def done(self, run: str, manifest_sha256: str | None) -> None:
        """Note that the index names a run, or (None) that it ended without a part to name."""
        self._db.execute("DELETE FROM parts WHERE run = ?", (run,))
        self._db.execute("DELETE FROM runs WHERE run = ?", (run,))
        if manifest_sha256:
            self._db.execute("INSERT INTO runs VALUES (?, '', NULL, ?)", (run, manifest_sha256))
        self.seal(run)

    def drop(self, run: str) -> None:
        """Forget a run that waits and every row of it: they are to be decided anew."""
        for table in ("rejects", "revisions", "parts", "runs"):
            self._db.execute(f"DELETE FROM {table} WHERE run = ?", (run,))  # noqa: S608
        self.seal(run)

    def clear(self) -> None:
        """Forget everything, for a dump that is not the one this ledger knew."""
        for table in ("rejects", "revisions", "parts", "runs"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self.seal("")


def _row(revision: Revision) -> tuple[str, int, str, str, bool]:
    return (revision.id, revision.revision, revision.digest, revision.url, revision.final)


def _opened(path: Path) -> sqlite3.Connection:
    """Open, check and if new make the tables; raises DatabaseError where that cannot be."""
    # The caller may hand the ledger from thread to thread, one at a time.
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            db.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION or db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _set_aside(path: Path) -> Path:
    """Move a ledger that cannot be used out of the way, its journal with it."""
    aside = path.with_suffix(".set-aside")
    for end in ("", "-wal", "-shm"):
        file = Path(f"{path}{end}")
        if file.exists():
            file.replace(f"{aside}{end}")
    return aside
