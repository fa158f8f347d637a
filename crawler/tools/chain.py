"""Checks on revision chains: each story's revisions must follow each other, and clusters must
exist.

Handles millions of rows in little memory.
"""

import sqlite3
from collections.abc import Iterator

from crawler.contract import CONTENT, Record
from crawler.dump.field_checksums import differing, marks_of

_TABLES = """
CREATE TABLE rows (
    id TEXT, revision INTEGER, op TEXT, digest TEXT, supersedes TEXT, key TEXT,
    changed TEXT, marks BLOB
);
CREATE TABLE names (name TEXT, id TEXT, key TEXT);
"""
_LINKS = """
SELECT id, revision, op, supersedes, key, changed, marks,
       LAG(revision) OVER story, LAG(digest) OVER story, LAG(op) OVER story,
       LAG(marks) OVER story
FROM rows WINDOW story AS (PARTITION BY id ORDER BY revision)
"""
_LIVE = """
SELECT COUNT(*) FROM rows AS last WHERE op <> 'delete' AND NOT EXISTS
    (SELECT 1 FROM rows WHERE id = last.id AND revision > last.revision)
"""
_UNKNOWN_NAMES = "SELECT name, id, key FROM names WHERE name NOT IN (SELECT id FROM rows)"
_MOST = 10**10
"""More than any revision."""
_HAS = "SELECT 1 FROM rows WHERE id = ? AND revision BETWEEN ? AND ?"

_AFTER = {
    None: ("add", "delete"),
    "add": ("modify", "delete"),
    "modify": ("modify", "delete"),
    "delete": ("add", "delete"),
}
"""Operations allowed after an operation: only a live story is modified, only one that is new or
deleted is added. A kill may come for any story."""


class Chains:
    """Collector of a dump's revisions, in a temporary SQLite database."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")  # one transaction: a commit takes longer than a row
        self.erased: dict[str, int] = {}
        """Erased story -> the last of its erased revisions."""
        self.expired = 0
        """Number of revisions that have expired, by the manifests."""

    def add(self, link: Record, key: str) -> None:
        """Add one row of a records part."""
        row = (link.id, link.revision, link.op, link.digest, link.supersedes, key)
        content = (" ".join(link.changed), marks_of(link))
        self._db.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, *content))
        if link.cluster:
            named = ((name, link.id, key) for name in {link.cluster.id, link.cluster.original})
            self._db.executemany("INSERT INTO names VALUES (?, ?, ?)", named)

    def stories(self) -> int:
        """Return the number of live stories: those whose last revision is not a deletion."""
        self._sort()
        (stories,) = self._db.execute(_LIVE).fetchone()
        return int(stories)

    def deleted(self) -> int:
        """Return the number of deleted stories."""
        (known,) = self._db.execute("SELECT COUNT(DISTINCT id) FROM rows").fetchone()
        return int(known) - self.stories()

    def _sort(self) -> None:
        self._db.execute("CREATE INDEX IF NOT EXISTS links ON rows (id, revision)")

    def problems(self) -> Iterator[str]:
        """Yield one line for each broken link."""
        self._sort()
        missing = 0
        for row in self._db.execute(_LINKS):
            story, revision, op, supersedes, key, changed, marks = row[:7]
            before, digest, op_before, marks_before = row[7:]
            first = self.erased.get(story, 0) + 1
            if self.expired and before is None and revision > first:
                missing += revision - first
            elif revision == before:
                yield f"{key}: {story} revision {revision} occurs twice"
            elif revision != (before + 1 if before else first):
                yield f"{key}: {story} revision {revision} follows {before or 'nothing'}"
            elif supersedes != digest:
                what = f"supersedes a digest that is not revision {revision - 1}'s"
                yield f"{key}: {story} revision {revision} {what}"
            elif op not in _AFTER[op_before]:
                yield f"{key}: {story} revision {revision} is {op!r} after {op_before or 'nothing'}"
            elif changed != (expected := _changed(op, marks_before, marks)):
                what = f"changed is [{changed}], its content says [{expected}]"
                yield f"{key}: {story} revision {revision}: {what}"
        if missing != self.expired:
            yield f"{missing} revisions are missing, the manifests say that {self.expired} expired"
        for story, through in self.erased.items():
            last = _MOST if self.expired else through + 1
            if not self._db.execute(_HAS, (story, through + 1, last)).fetchone():
                yield f"{story} is erased, but has no deletion as revision {through + 1}"
        for name, story, key in self._db.execute(_UNKNOWN_NAMES):
            yield f"{key}: {story} is in a cluster with {name}, which does not exist"


def _changed(op: str, before: bytes | None, now: bytes) -> str:
    if before is None or op == "add":
        return ""
    return " ".join(differing(before, now, CONTENT))
