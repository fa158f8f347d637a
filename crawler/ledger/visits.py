"""Visited pages: when, and with which validators.

Safe to lose: all pages are then read again and recognized as known.
"""

import sqlite3
from collections.abc import Iterator
from operator import attrgetter

from msgspec.structs import fields, replace

from crawler.base.urls import bare
from crawler.ledger.values import Visit

LONGEST = 7 * 86_400
"""Seconds during which an interrupted crawl can be resumed."""

_COLUMNS = "source, sha256, checked, read, changed, stories, etag, last_modified, listed, furniture"

_LAST = f"SELECT {_COLUMNS}, cycle FROM visits WHERE address = ?"  # noqa: S608
_SINCE = f"SELECT address, {_COLUMNS} FROM visits WHERE checked >= ?"  # noqa: S608
_NOTE = (
    f"INSERT OR REPLACE INTO visits (address, {_COLUMNS}, cycle) "  # noqa: S608
    f"VALUES ({', '.join('?' * (_COLUMNS.count(',') + 3))})"
)

_VALUES = attrgetter(*(each.name for each in fields(Visit) if each.name != "unfinished"))


class Visits:
    """Tables of the ledger, in its transaction: a visit is committed together with the page's rows.

    The crawls of a source form cycles. A cycle ends when a crawl completes, so all visits of the
    current cycle were made by crawls that were interrupted. URLs are compared without their scheme.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._cycles: dict[str, int] = {}

    def begin(self, source: str, now: int) -> None:
        """Start a crawl of a source; visits made without this belong to no cycle."""
        row = self._db.execute("SELECT cycle, begun FROM crawls WHERE source = ?", (source,))
        cycle, begun = row.fetchone() or (1, None)
        if begun is None or abs(now - begun) >= LONGEST:  # the clock may have been set back
            cycle, begun = cycle + (begun is not None), now
        self._cycles[source] = cycle
        self._db.execute("INSERT OR REPLACE INTO crawls VALUES (?, ?, ?)", (source, cycle, begun))

    def finish(self, source: str) -> None:
        """Record that a crawl of a source is complete, so there is nothing to resume."""
        if cycle := self._cycles.pop(source, 0):
            row = (source, cycle + 1, None)
            self._db.execute("INSERT OR REPLACE INTO crawls VALUES (?, ?, ?)", row)

    def last(self, url: str) -> Visit | None:
        """Return the last visit of a URL."""
        found = self._db.execute(_LAST, (bare(url),)).fetchone()
        if found is None:
            return None
        *values, cycle = found
        row = (*values, cycle == self._cycles.get(values[0]))
        return Visit(*row)

    def since(self, moment: int) -> Iterator[tuple[str, Visit]]:
        """Yield the visits whose last response came at or after a Unix time, each with its URL
        without scheme."""
        for address, *values in self._db.execute(_SINCE, (moment,)):
            yield address, Visit(*values)

    def note(self, url: str, visit: Visit) -> None:
        """Store a visit in place of the previous one."""
        row = (bare(url), *_VALUES(visit), self._cycles.get(visit.source, 0))
        self._db.execute(_NOTE, row)

    def confirm(self, url: str, now: int, listed: str | None) -> Visit | None:
        """Record that a page has not changed and return its visit; `listed` as in `Visit`."""
        if visit := self.last(url):
            self.note(url, replace(visit, checked=now, listed=listed or visit.listed))
        return visit

    def forget(self, url: str) -> None:
        """Delete the visit of a URL."""
        self._db.execute("DELETE FROM visits WHERE address = ?", (bare(url),))

    def forget_cycle(self, source: str) -> None:
        """Delete the visits of a source in the current cycle."""
        row = (source, self._cycles.get(source, 0))
        self._db.execute("DELETE FROM visits WHERE source = ? AND cycle = ?", row)

    def forget_source(self, source: str) -> None:
        """Delete all visits of a source."""
        self._db.execute("DELETE FROM visits WHERE source = ?", (source,))

    def distrust(self, source: str, what: str) -> None:
        """Record that a signal of a source (`validators` or `lastmod`) proved wrong."""
        self._db.execute("INSERT OR IGNORE INTO distrusted VALUES (?, ?)", (source, what))

    def distrusted(self, source: str) -> frozenset[str]:
        """Return the signals of a source that proved wrong."""
        rows = self._db.execute("SELECT what FROM distrusted WHERE source = ?", (source,))
        return frozenset(what for (what,) in rows)

    def clear(self) -> None:
        """Delete everything."""
        for table in ("visits", "crawls", "distrusted"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
