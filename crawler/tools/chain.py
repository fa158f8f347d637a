"""Does every story's chain of revisions hold, and is there every story that another one names?

Asked of millions of rows in little memory.
"""

import sqlite3
from collections.abc import Iterator

from crawler.contract import CONTENT, Record
from crawler.dump.changes import differing, marks_of

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
_STANDING = """
SELECT COUNT(*) FROM rows AS last WHERE op <> 'delete' AND NOT EXISTS
    (SELECT 1 FROM rows WHERE id = last.id AND revision > last.revision)
"""
_NOWHERE = "SELECT name, id, key FROM names WHERE name NOT IN (SELECT id FROM rows)"


_AFTER = {
    None: ("add", "delete"),
    "add": ("modify", "delete"),
    "modify": ("modify", "delete"),
    "delete": ("add", "delete"),
}
"""What may follow: only a story that stands is modified, only one that does not is added. A kill is
told of any story."""


class Chains:
    """Collects the revisions of a dump in a file that vanishes with it."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)

    def add(self, link: Record, key: str) -> None:
        """Take one row of a records part."""
        row = (link.id, link.revision, link.op, link.digest, link.supersedes, key)
        content = (" ".join(link.changed), marks_of(link))
        self._db.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, *content))
        if link.cluster:
            named = ((name, link.id, key) for name in {link.cluster.id, link.cluster.original})
            self._db.executemany("INSERT INTO names VALUES (?, ?, ?)", named)

    def stories(self) -> int:
        """Number of stories that stand: those whose last revision is no deletion."""
        self._sort()
        (stories,) = self._db.execute(_STANDING).fetchone()
        return int(stories)

    def deleted(self) -> int:
        """Number of stories that stand no longer."""
        (known,) = self._db.execute("SELECT COUNT(DISTINCT id) FROM rows").fetchone()
        return int(known) - self.stories()

    def _sort(self) -> None:
        self._db.execute("CREATE INDEX IF NOT EXISTS links ON rows (id, revision)")

    def problems(self) -> Iterator[str]:
        """Every link that does not hold, in one line."""
        self._sort()
        for row in self._db.execute(_LINKS):
            story, revision, op, supersedes, key, changed, marks = row[:7]
            before, digest, op_before, marks_before = row[7:]
            if revision == before:
                yield f"{key}: {story} revision {revision} is there twice"
            elif revision != (before or 0) + 1:
                yield f"{key}: {story} revision {revision} follows {before or 'nothing'}"
            elif supersedes != digest:
                yield f"{key}: {story} revision {revision} supersedes what was never there"
            elif op not in _AFTER[op_before]:
                yield f"{key}: {story} revision {revision} is no {op!r} after {op_before}"
            elif changed != (expected := _changed(op, marks_before, marks)):
                told = f"changed is [{changed}], its content says [{expected}]"
                yield f"{key}: {story} revision {revision}: {told}"
        for name, story, key in self._db.execute(_NOWHERE):
            yield f"{key}: {story} is grouped with {name}, which was never there"


def _changed(op: str, before: bytes | None, now: bytes) -> str:
    if before is None or op == "add":
        return ""
    return " ".join(differing(before, now, CONTENT))
