"""The parts that become those of one run, and which of their rows have expired, in a temporary
SQLite database."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import msgspec

from crawler.dump.manifest import Part

_TABLES = """
CREATE TABLE parts (number INTEGER PRIMARY KEY, kind TEXT, bucket TEXT, entry BLOB);
CREATE TABLE revisions (id BLOB, revision INTEGER, part INTEGER, line INTEGER);
CREATE TABLE dropped (part INTEGER, line INTEGER, PRIMARY KEY (part, line)) WITHOUT ROWID;
"""
_SORT = "CREATE INDEX stories ON revisions (id, revision)"
_SUPERSEDED = """
INSERT INTO dropped SELECT part, line FROM (
    SELECT part, line, LEAD(id) OVER (ORDER BY id, revision) AS next, id FROM revisions
) WHERE next = id ORDER BY part, line
"""
_COUNT = "SELECT kind, COUNT(*) FROM dropped JOIN parts ON number = part GROUP BY kind"
_BATCH = 5000


class _Head(msgspec.Struct, frozen=True):
    id: str
    revision: int


_heads = msgspec.json.Decoder(_Head)


class Entry(NamedTuple):
    """A part, by its number in the listing."""

    number: int
    bucket: str
    """Name of those parts that it may be put together with."""
    part: Part


class Listing:
    """Parts in order, with the lines of each that have expired."""

    def __init__(self) -> None:
        """Open an empty listing; its methods raise sqlite3.Error if the disk is full."""
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Delete the database."""
        self._db.close()

    def add(self, part: Part, bucket: str) -> int:
        """Add a part; return its number."""
        row = (part.kind, bucket, msgspec.json.encode(part))
        added = self._db.execute("INSERT INTO parts VALUES (NULL, ?, ?, ?)", row)
        return added.lastrowid or 0

    def add_revisions(self, part: int, lines: Iterable[bytes]) -> None:
        """Add the revisions of a part with records. Raises msgspec.DecodeError."""
        rows = (_revision(part, number, line) for number, line in enumerate(lines))
        while batch := list(islice(rows, _BATCH)):
            self._db.executemany("INSERT INTO revisions VALUES (?, ?, ?, ?)", batch)

    def drop_superseded(self) -> None:
        """Drop all revisions but the last of each story."""
        self._db.execute(_SORT)
        self._db.execute(_SUPERSEDED)

    def drop(self, part: int, lines: Iterable[int]) -> None:
        """Drop lines of a part, counted from 0."""
        self._db.executemany("INSERT INTO dropped VALUES (?, ?)", ((part, line) for line in lines))

    def dropped(self, part: int) -> frozenset[int]:
        """Return the lines of a part that are dropped."""
        rows = self._db.execute("SELECT line FROM dropped WHERE part = ?", (part,))
        return frozenset(line for (line,) in rows)

    def dropped_rows(self) -> dict[str, int]:
        """Return how many rows are dropped, by kind."""
        return dict(self._db.execute(_COUNT))

    def __iter__(self) -> Iterator[Entry]:
        """Yield the parts, those of a bucket together."""
        rows = self._db.execute("SELECT number, bucket, entry FROM parts ORDER BY bucket, number")
        for number, bucket, entry in rows:
            yield Entry(number, bucket, msgspec.json.decode(entry, type=Part))


def _revision(part: int, number: int, line: bytes) -> tuple[bytes, int, int, int]:
    head = _heads.decode(line)
    return bytes.fromhex(head.id), head.revision, part, number
