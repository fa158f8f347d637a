"""Story links of one source in one crawl, limited to the newest."""

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import astuple

from crawler.base.temporary_tables import temporary_tables
from crawler.model import Hint
from crawler.sources import Source

_TABLE = """
CREATE TABLE story (
    place INTEGER PRIMARY KEY, mark INTEGER UNIQUE, url TEXT, day INTEGER, hint BLOB
)
"""
"""`mark` is a hash of the path; a dropped story has no URL."""
_FIND = "SELECT url, day, hint FROM story WHERE mark = ?"
_PUT = """
INSERT INTO story (mark, url, day, hint) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET url = excluded.url, day = excluded.day, hint = excluded.hint
"""
_INDEX = "CREATE INDEX IF NOT EXISTS age ON story (day, url) WHERE day IS NOT NULL"
"""Made when it is needed: it takes as much memory as all URLs."""
_OLDEST = "SELECT mark, day FROM story WHERE day IS NOT NULL ORDER BY day, url LIMIT 1"
_DATED = """
SELECT url, day, hint FROM story WHERE day IS NOT NULL ORDER BY day DESC, url DESC LIMIT ?
"""
_UNDATED = """
SELECT url, day, hint FROM story WHERE day IS NULL AND url IS NOT NULL ORDER BY place LIMIT ?
"""

_Row = tuple[str, int | None, bytes]


class StoryLink(Struct, frozen=True, gc=False):
    """Link to a story to fetch."""

    url: str
    source: Source
    day: date | None = None
    """Day in its URL or hint."""
    hint: Hint | None = None


class Stories:
    """Keeps the newest stories up to a limit, or all of them without one, in little memory.

    They are in a table: memory that 50,000 links had for the time of the search would
    be too scattered to be given back for all of the crawl. May be used by several threads in turn.
    """

    def __init__(self, source: Source, most: int | None) -> None:
        self.dated = self.undated = 0
        """Stories that are kept, with and without a day."""
        self._source = source
        self._most = most
        self._oldest = date.min
        """Day of the last one that was dropped because others are newer."""

    def __len__(self) -> int:
        return self.dated + self.undated

    def find(self, mark: int) -> tuple[bool, StoryLink | None]:
        """Return whether a story has been put or dropped, and its link if it is kept."""
        row = self._table.execute(_FIND, (mark,)).fetchone()
        return row is not None, self._link(row) if row and row[0] else None

    def put(self, mark: int, story: StoryLink, known: StoryLink | None) -> None:
        """Add a story, or replace the known one. Beyond the limit, drop the oldest, or the latest
        undated one."""
        self._count(known, -1)
        if self._most is not None and self._is_beyond(story, self._most):
            self._write(mark)
            return
        self._count(story, 1)
        day = story.day.toordinal() if story.day else None
        self._write(mark, story.url, day, pickle.dumps(story.hint and astuple(story.hint)))
        if self._most is not None and self.dated > self._most:
            self._drop_oldest()

    def drop(self, mark: int, known: StoryLink | None) -> None:
        """Drop a story, which is the known one if it is kept."""
        self._count(known, -1)
        self._write(mark)

    def newest(self, most: int) -> Iterator[StoryLink]:
        """Yield so many stories: the newest first, then undated ones as they were found. To be
        called last: nothing is kept."""
        with closing(self._table) as table:
            table.execute(_INDEX)
            yield from map(self._link, table.execute(_DATED, (most,)))
            yield from map(self._link, table.execute(_UNDATED, (max(most - self.dated, 0),)))

    @cached_property
    def _table(self) -> sqlite3.Connection:
        return temporary_tables(_TABLE)

    def _count(self, story: StoryLink | None, by: int) -> None:
        if story is None:
            return
        if story.day:
            self.dated += by
        else:
            self.undated += by

    def _is_beyond(self, story: StoryLink, most: int) -> bool:
        if story.day is None:
            return self.undated >= most
        return story.day < self._oldest

    def _drop_oldest(self) -> None:
        self._table.execute(_INDEX)
        ((mark, day),) = self._table.execute(_OLDEST)
        self._write(mark)
        self.dated -= 1
        self._oldest = date.fromordinal(day)

    def _write(
        self, mark: int, url: str | None = None, day: int | None = None, hint: bytes | None = None
    ) -> None:
        self._table.execute(_PUT, (mark, url, day, hint))

    def _link(self, row: _Row) -> StoryLink:
        url, day, packed = row
        stated = pickle.loads(packed)  # noqa: S301  # our own
        hint = Hint(*stated) if stated else None
        return StoryLink(url, self._source, date.fromordinal(day) if day else None, hint)
