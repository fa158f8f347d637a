"""The ledger file: its tables, its lock, and the replacement of an unusable file."""

import fcntl
import sqlite3
from pathlib import Path
from typing import IO

from rensa import RMinHash

from crawler.base.faults import LockedError, UsageFault

VERSION = 700 + RMinHash.ALGORITHM_VERSION
"""Version of the tables below and of the signatures in them; a ledger of another version is moved
aside and rebuilt."""

TABLES = """
CREATE TABLE runs (
    run TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    manifest BLOB,         -- as it will be published; null until the run ends
    named TEXT             -- SHA-256 of the manifest in the dump's index; null if not there yet
) WITHOUT ROWID;
CREATE TABLE parts (
    key TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    entry BLOB NOT NULL    -- the part's entry in the manifest, JSON
) WITHOUT ROWID;
CREATE TABLE revisions (
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest TEXT NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL,
    marks BLOB NOT NULL,   -- see crawler/dump/field_checksums.py
    run TEXT NOT NULL,
    part INTEGER NOT NULL, -- its number within the run
    PRIMARY KEY (id, revision)
) WITHOUT ROWID;
CREATE INDEX digests ON revisions (digest);
CREATE INDEX addresses ON revisions (substr(url, instr(url, '://')));
CREATE TABLE twins (
    address TEXT NOT NULL, -- without scheme; its story is known under another one
    id TEXT NOT NULL,
    PRIMARY KEY (address, id)
) WITHOUT ROWID;
CREATE INDEX twins_of ON twins (id);
CREATE TABLE missing (
    address TEXT PRIMARY KEY, -- of a known story, answering that it is gone
    runs INTEGER NOT NULL,    -- in how many runs
    days INTEGER NOT NULL,    -- on how many days
    run TEXT NOT NULL,        -- the last of them
    day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE visits (
    address TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    checked INTEGER NOT NULL, -- these three: Unix time
    read INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    listed TEXT,
    furniture INTEGER,
    cycle INTEGER NOT NULL -- of the source's crawls
) WITHOUT ROWID;
CREATE TABLE crawls (
    source TEXT PRIMARY KEY,
    cycle INTEGER NOT NULL, -- number of completed crawls, plus one
    begun INTEGER           -- Unix time; null if none has begun since the last one ended
) WITHOUT ROWID;
CREATE TABLE distrusted (
    source TEXT NOT NULL,
    what TEXT NOT NULL, -- signal that proved wrong: validators or lastmod
    PRIMARY KEY (source, what)
) WITHOUT ROWID;
CREATE TABLE likenesses (
    likeness INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    cluster TEXT NOT NULL, -- id of the story that the cluster is named after
    day TEXT NOT NULL,
    seen TEXT NOT NULL,
    place TEXT NOT NULL,   -- source and path
    text BLOB NOT NULL,
    size INTEGER NOT NULL,
    slots BLOB NOT NULL,
    run TEXT NOT NULL
);
CREATE INDEX liked ON likenesses (id);
CREATE INDEX joined ON likenesses (cluster, day, seen, id) WHERE cluster <> id;
CREATE TABLE bands (
    key INTEGER NOT NULL,
    likeness INTEGER NOT NULL,
    PRIMARY KEY (key, likeness)
) WITHOUT ROWID;
CREATE TABLE rejects (
    url TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (url, sha256, kind, digest)
) WITHOUT ROWID;
CREATE TABLE furniture (
    source TEXT NOT NULL,
    mark INTEGER NOT NULL, -- hash of a repeated text removed from a published page
    run TEXT NOT NULL,
    PRIMARY KEY (source, mark)
) WITHOUT ROWID;
CREATE TABLE repeats (
    source TEXT PRIMARY KEY,
    counts BLOB NOT NULL   -- of repeated texts; safe to lose
) WITHOUT ROWID;
CREATE TABLE health (
    source TEXT NOT NULL,
    run TEXT NOT NULL,
    entry BLOB NOT NULL,   -- as in the run's manifest
    PRIMARY KEY (source, run)
) WITHOUT ROWID;
"""


def lock(path: Path) -> IO[str]:
    """Lock a ledger until the returned file is closed; create its folder if needed.

    Raises LockedError if another process has locked it, UsageFault if the folder is not writable.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.with_suffix(".lock").open("w")
    except OSError as error:
        raise UsageFault(f"{path.parent}: {error.strerror}") from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise LockedError(f"{path}: another run is writing this dump") from None
    return held


def open_or_replace(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """Open the ledger; return the connection, and the path of the damaged file it replaces, if any.

    Raises UsageFault if it cannot be opened.
    """
    try:
        return _opened(path), None
    except sqlite3.OperationalError as error:
        raise UsageFault(f"{path}: {error}") from error
    except sqlite3.DatabaseError:
        aside = _set_aside(path)
        return _opened(path), aside


def _opened(path: Path) -> sqlite3.Connection:
    """Open and check the file, and create its tables if it is new; raise DatabaseError if it is
    unusable."""
    # The ledger may move between threads, but only one uses it at a time.
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
    """Rename an unusable ledger, together with its journal files."""
    aside = path.with_suffix(".set-aside")
    for end in ("", "-wal", "-shm"):
        file = Path(f"{path}{end}")
        if file.exists():
            file.replace(f"{aside}{end}")
    return aside
