"""The rows of a dump by story and page, in a temporary SQLite database: found in one pass, in
bounded memory."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from crawler.base.urls import bare
from crawler.dump.compression import PartError
from crawler.dump.erasures import subject_of
from crawler.dump.index import read_manifest
from crawler.dump.manifest import Index, Manifest, Part
from crawler.dump.reader import checked_lines
from crawler.sinks import Sink, SinkError

_TABLES = """
CREATE TABLE rows (
    run TEXT, source TEXT, kind TEXT, withheld INTEGER, story TEXT, url TEXT, address TEXT,
    revision INTEGER, page TEXT
)
"""
_INDEXES = """
CREATE INDEX stories ON rows (story);
CREATE INDEX addresses ON rows (address);
"""
_BATCH = 5000

Row = tuple[str, str, str, bool, str, str, str, int, str]


class _Head(msgspec.Struct, frozen=True):
    """What identifies a revision and the page that it counts for."""

    id: str
    url: str
    revision: int
    op: str
    pubstatus: str


_heads = msgspec.json.Decoder(_Head)


class DumpRows:
    """The records and quarantined pages of a dump, also of withheld parts."""

    def __init__(self, sink: Sink, index: Index) -> None:
        """Read the dump. Raises SinkError if it is damaged."""
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")
        rows = _rows(sink, index)
        while batch := list(islice(rows, _BATCH)):
            self._db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", batch)
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)

    def close(self) -> None:
        """Delete the database."""
        self._db.close()

    def stories_at(self, url: str) -> list[str]:
        """Return the stories that a page gave, published or not."""
        return self._all("SELECT DISTINCT story FROM rows WHERE address = ? ORDER BY 1", bare(url))

    def has(self, story: str) -> bool:
        """Return whether a story has rows."""
        return bool(self._all("SELECT 1 FROM rows WHERE story = ? LIMIT 1", story))

    def source_of(self, story: str, url: str) -> str | None:
        """Return the source of a story; of a page, if the story is empty; None if it has no row."""
        query = "SELECT source FROM rows WHERE story = ? AND (story <> '' OR address = ?) LIMIT 1"
        return next(iter(self._all(query, story, bare(url))), None)

    def urls_of(self, story: str) -> list[str]:
        """Return the URLs that gave a story, that of its last revision first."""
        query = "SELECT url FROM rows WHERE story = ? GROUP BY url ORDER BY max(revision) DESC, url"
        return self._all(query, story)

    def last_revision(self, story: str) -> int:
        """Return the number of a story's last published revision; 0 if it has none."""
        query = "SELECT max(revision) FROM rows WHERE story = ? AND kind = 'records'"
        return self._all(f"{query} AND NOT withheld", story)[0] or 0

    def missing(self, story: str, through: int) -> int:
        """Return how many revisions of a story after a number have expired: those before its
        first."""
        query = "SELECT min(revision) FROM rows WHERE story = ? AND kind = 'records'"
        first = self._all(f"{query} AND NOT withheld", story)[0]
        return max(first - 1 - through, 0) if first else 0

    def has_only(self, story: str, revision: int) -> bool:
        """Return whether a story has one row, which is this revision."""
        return self._all("SELECT revision FROM rows WHERE story = ?", story) == [revision]

    def others_at(self, url: str, stories: Iterable[str]) -> list[str]:
        """Return the other published stories of a page."""
        query = "SELECT DISTINCT story FROM rows WHERE address = ? AND kind = 'records'"
        found = self._all(query, bare(url))
        return sorted(set(found) - set(stories))

    def runs_with(self, stories: Iterable[str], addresses: Iterable[str]) -> set[str]:
        """Return the runs that hold rows of these stories, or quarantined pages of these."""
        query = "SELECT DISTINCT run FROM rows WHERE "
        held = {run for each in stories for run in self._all(f"{query} story = ?", each)}
        page = f"{query} kind = 'quarantine' AND address = ?"
        return held.union(run for each in addresses for run in self._all(page, each))

    def pages_lost(self, run: str, stories: Iterable[str]) -> dict[str, int]:
        """Return how many pages of a run have records of these stories only, by source."""
        chosen = sorted(stories)
        marks = ", ".join("?" * len(chosen))
        rows = self._db.execute(
            "SELECT source, COUNT(*) FROM (SELECT source, page FROM rows WHERE run = ?"  # noqa: S608
            " AND kind = 'records' AND NOT withheld"
            f" GROUP BY source, page HAVING MIN(story IN ({marks}))) GROUP BY source",
            (run, *chosen),
        )
        return dict(rows.fetchall())

    def _all(self, query: str, *values: str | int) -> list[Any]:
        return [first for (first,) in self._db.execute(query, values)]


def _rows(sink: Sink, index: Index) -> Iterator[Row]:
    for named in index.runs:
        manifest = read_manifest(sink, named)
        for part, is_withheld in _parts(manifest):
            if part.kind == "removed":
                continue
            for line in checked_lines(sink, part.key, part.sha256):
                try:
                    yield _row(named.run, part, is_withheld, line)
                except (PartError, msgspec.DecodeError) as error:
                    raise SinkError(f"{sink.url}: {part.key} is damaged: {error}") from error


def _parts(manifest: Manifest) -> Iterator[tuple[Part, bool]]:
    for part in manifest.parts:
        yield part, False
    for part in manifest.withheld:
        yield part, True


def _row(run: str, part: Part, is_withheld: bool, line: bytes) -> Row:
    if part.kind == "quarantine":
        story, url = subject_of(line)
        return run, part.source, part.kind, is_withheld, story, url, bare(url), 0, ""
    head = _heads.decode(line)
    # As in crawler.dump.pages: a deletion because of a missing page counts for its story.
    is_end = head.op == "delete" and head.pubstatus != "canceled"
    page = f"id {head.id}" if is_end else f"url {head.url}"
    values = (head.id, head.url, bare(head.url), head.revision, page)
    return run, part.source, part.kind, is_withheld, *values
