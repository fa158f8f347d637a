"""What a ledger keeps of the pages that were visited: when, and what tells whether they changed.

Worth nothing when lost: all pages are then read again, and come out as known.
"""

import sqlite3
from dataclasses import astuple, replace

from crawler.ledger.values import Visit, bare

LONGEST = 7 * 86_400
"""Seconds for which a crawl that did not finish may be gone on with."""

_COLUMNS = "source, sha256, checked, read, changed, stories, etag, last_modified, listed, furniture"


class Visits:
    """A part of the ledger, in its transaction: a visit counts when the rows of its page do.

    The crawls of a source come in cycles. A cycle ends when a crawl has come to its end, so all
    visits of the cycle that goes on are those of crawls that did not. Addresses count without
    their scheme.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._cycles: dict[str, int] = {}

    def begin(self, source: str, now: int) -> None:
        """A crawl of a source begins; without this its visits belong to no cycle."""
        row = self._db.execute("SELECT cycle, begun FROM crawls WHERE source = ?", (source,))
        cycle, begun = row.fetchone() or (1, None)
        if begun is None or abs(now - begun) >= LONGEST:  # a clock may be put back
            cycle, begun = cycle + (begun is not None), now
        self._cycles[source] = cycle
        self._db.execute("INSERT OR REPLACE INTO crawls VALUES (?, ?, ?)", (source, cycle, begun))

    def finish(self, source: str) -> None:
        """A crawl of a source has come to its end: nothing is left to go on with."""
        if cycle := self._cycles.pop(source, 0):
            row = (source, cycle + 1, None)
            self._db.execute("INSERT OR REPLACE INTO crawls VALUES (?, ?, ?)", row)

    def last(self, url: str) -> Visit | None:
        """The last visit of an address."""
        found = self._db.execute(
            f"SELECT {_COLUMNS}, cycle FROM visits WHERE address = ?",  # noqa: S608
            (bare(url),),
        ).fetchone()
        if found is None:
            return None
        *told, cycle = found
        return replace(Visit(*told), unfinished=cycle == self._cycles.get(told[0]))

    def note(self, url: str, visit: Visit) -> None:
        """Note a visit, in the place of the last one."""
        *told, _ = astuple(visit)
        row = (bare(url), *told, self._cycles.get(visit.source, 0))
        holes = ", ".join("?" * len(row))
        self._db.execute(
            f"INSERT OR REPLACE INTO visits (address, {_COLUMNS}, cycle) VALUES ({holes})",  # noqa: S608
            row,
        )

    def confirm(self, url: str, now: int, listed: str | None) -> Visit | None:
        """Note that the page of an address has not changed; `listed` as in `Visit`. Returns the
        visit by which it is known."""
        if visit := self.last(url):
            self.note(url, replace(visit, checked=now, listed=listed or visit.listed))
        return visit

    def forget(self, url: str) -> None:
        """An address counts as never visited."""
        self._db.execute("DELETE FROM visits WHERE address = ?", (bare(url),))

    def forget_cycle(self, source: str) -> None:
        """What was visited of a source since a crawl of it came to its end: it was not."""
        row = (source, self._cycles.get(source, 0))
        self._db.execute("DELETE FROM visits WHERE source = ? AND cycle = ?", row)

    def forget_source(self, source: str) -> None:
        """Nothing of a source counts as visited."""
        self._db.execute("DELETE FROM visits WHERE source = ?", (source,))

    def distrust(self, source: str, what: str) -> None:
        """Note that what a source says of its pages is not true."""
        self._db.execute("INSERT OR IGNORE INTO distrusted VALUES (?, ?)", (source, what))

    def distrusted(self, source: str) -> frozenset[str]:
        """What a source says and is not to be believed."""
        rows = self._db.execute("SELECT what FROM distrusted WHERE source = ?", (source,))
        return frozenset(what for (what,) in rows)

    def clear(self) -> None:
        """Forget all of it."""
        for table in ("visits", "crawls", "distrusted"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
