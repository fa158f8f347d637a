"""The file of a ledger: its tables, its lock, and what becomes of a file that cannot be used."""

import fcntl
import sqlite3
from pathlib import Path
from typing import IO

from rensa import RMinHash

from crawler.base.faults import UsageFault

VERSION = 700 + RMinHash.ALGORITHM_VERSION
"""Of the tables below and of the signatures in them; a ledger of another version is set aside and
built again."""

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
    state TEXT NOT NULL,
    marks BLOB NOT NULL,   -- of the content of each key
    run TEXT NOT NULL,
    part INTEGER NOT NULL, -- its number within the run
    PRIMARY KEY (id, revision)
) WITHOUT ROWID;
CREATE INDEX digests ON revisions (digest);
CREATE INDEX addresses ON revisions (substr(url, instr(url, '://')));
CREATE TABLE twins (
    address TEXT NOT NULL, -- gave, without its scheme, a story that stands at another address
    id TEXT NOT NULL,
    PRIMARY KEY (address, id)
) WITHOUT ROWID;
CREATE INDEX twins_of ON twins (id);
CREATE TABLE missing (
    address TEXT PRIMARY KEY, -- gave a story once, and answers that it is gone
    runs INTEGER NOT NULL,    -- in how many runs
    days INTEGER NOT NULL,    -- on how many days
    run TEXT NOT NULL,        -- the last of them
    day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE visits (
    address TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    checked INTEGER NOT NULL, -- these three: seconds since 1970
    read INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    listed TEXT,
    furniture INTEGER,
    cycle INTEGER NOT NULL -- of its source's crawls
) WITHOUT ROWID;
CREATE TABLE crawls (
    source TEXT PRIMARY KEY,
    cycle INTEGER NOT NULL, -- counts those that came to their end
    begun INTEGER           -- seconds since 1970; null: since the last one ended, none did
) WITHOUT ROWID;
CREATE TABLE distrusted (
    source TEXT NOT NULL,
    what TEXT NOT NULL, -- it says of its pages, and is not true
    PRIMARY KEY (source, what)
) WITHOUT ROWID;
CREATE TABLE likenesses (
    likeness INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    cluster TEXT NOT NULL, -- the story that gave its group the name
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
    mark INTEGER NOT NULL, -- stands for a text that repetition took off a published page
    run TEXT NOT NULL,
    PRIMARY KEY (source, mark)
) WITHOUT ROWID;
CREATE TABLE repeats (
    source TEXT PRIMARY KEY,
    counts BLOB NOT NULL   -- of texts that may become furniture; worth nothing when lost
) WITHOUT ROWID;
CREATE TABLE health (
    source TEXT NOT NULL,
    run TEXT NOT NULL,
    entry BLOB NOT NULL,   -- as the run's manifest tells it
    PRIMARY KEY (source, run)
) WITHOUT ROWID;
"""

# Claims are revisions decided in this run whose row is not written yet; they die with the process.
CLAIMS = """
CREATE TEMP TABLE claims (
    id TEXT, revision INTEGER, digest TEXT, url TEXT, state TEXT, marks BLOB
);
CREATE INDEX temp.claimed_ids ON claims (id);
CREATE INDEX temp.claimed_digests ON claims (digest);
"""


class LockedError(UsageFault):
    """Another run is writing this dump at this moment."""


def lock(path: Path) -> IO[str]:
    """Hold a ledger until what is returned is closed; makes its folder.

    Raises LockedError where another process holds it, UsageFault where the folder cannot be
    written.
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
    """The open file, and where the damaged one lies that it replaces, if there was one.

    Raises UsageFault where it cannot be opened.
    """
    try:
        return _opened(path), None
    except sqlite3.OperationalError as error:
        raise UsageFault(f"{path}: {error}") from error
    except sqlite3.DatabaseError:
        aside = _set_aside(path)
        return _opened(path), aside


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
