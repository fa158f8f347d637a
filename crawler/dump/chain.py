"""Does every story's chain of revisions hold, and is there every story that another one names?

Asked of millions of rows in little memory.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.model import Cluster

_TABLES = """
CREATE TABLE rows (id TEXT, revision INTEGER, op TEXT, digest TEXT, supersedes TEXT, key TEXT);
CREATE TABLE names (name TEXT, id TEXT, key TEXT);
"""
_LINKS = """
SELECT id, revision, op, supersedes, key,
       LAG(revision) OVER story, LAG(digest) OVER story, LAG(op) OVER story
FROM rows WINDOW story AS (PARTITION BY id ORDER BY revision)
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


@dataclass(frozen=True, slots=True)
class Link:
    """One revision, and the part that holds it."""

    id: str
    revision: int
    op: str
    digest: str
    supersedes: str | None
    cluster: Cluster | None = None


class Chains:
    """Collects the revisions of a dump in a file that vanishes with it."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)

    def add(self, link: Link, key: str) -> None:
        """Take one row of a records part."""
        row = (link.id, link.revision, link.op, link.digest, link.supersedes, key)
        self._db.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)", row)
        if link.cluster:
            named = ((name, link.id, key) for name in {link.cluster.id, link.cluster.original})
            self._db.executemany("INSERT INTO names VALUES (?, ?, ?)", named)

    def stories(self) -> int:
        """Number of stories."""
        (stories,) = self._db.execute("SELECT COUNT(DISTINCT id) FROM rows").fetchone()
        return int(stories)

    def problems(self) -> Iterator[str]:
        """Every link that does not hold, in one line."""
        self._db.execute("CREATE INDEX links ON rows (id, revision)")
        for row in self._db.execute(_LINKS):
            story, revision, op, supersedes, key, before, digest, op_before = row
            if revision == before:
                yield f"{key}: {story} revision {revision} is there twice"
            elif revision != (before or 0) + 1:
                yield f"{key}: {story} revision {revision} follows {before or 'nothing'}"
            elif supersedes != digest:
                yield f"{key}: {story} revision {revision} supersedes what was never there"
            elif op not in _AFTER[op_before]:
                yield f"{key}: {story} revision {revision} is no {op!r} after {op_before}"
        for name, story, key in self._db.execute(_NOWHERE):
            yield f"{key}: {story} is grouped with {name}, which was never there"
