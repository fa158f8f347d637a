"""Responses by URL: pages that are missing, and pages whose story is known under another URL.

Safe to lose: missing pages are then confirmed again.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from crawler.base.urls import bare
from crawler.ledger.values import State

_ENDED: tuple[State, ...] = ("killed", "gone")


class Answers:
    """Tables of the ledger, in its transaction. URLs are compared without their scheme."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def stories(self, url: str) -> set[str]:
        """Return the live stories found at this URL."""
        rows = self._db.execute(
            "SELECT id FROM revisions WHERE substr(url, instr(url, '://')) = ?1 UNION ALL "
            "SELECT id FROM twins WHERE address = ?1",
            (bare(url),),
        )
        return {story for (story,) in rows if self._is_live(story)}

    def known(self, urls: Iterable[str]) -> set[str]:
        """Return those of these URLs at which a live story was found, without their scheme."""
        rows = self._db.execute(
            "WITH asked AS (SELECT value FROM json_each(?)) "
            "SELECT substr(url, instr(url, '://')), id FROM revisions "
            "WHERE substr(url, instr(url, '://')) IN asked UNION "
            "SELECT address, id FROM twins WHERE address IN asked",
            (msgspec.json.encode({*map(bare, urls)}),),
        )
        return {address for address, story in rows.fetchall() if self._is_live(story)}

    def add_copy(self, url: str, story: str) -> None:
        """Record that a URL gave a story that is stored under another URL."""
        self._db.execute("INSERT OR IGNORE INTO twins VALUES (?, ?)", (bare(url), story))

    def copies_any(self, url: str, stories: frozenset[str]) -> bool:
        """Return whether a URL gave one of these stories, which is stored under another URL."""
        rows = self._db.execute("SELECT id FROM twins WHERE address = ?", (bare(url),))
        return any(story in stories for (story,) in rows)

    def set_present(self, url: str) -> None:
        """Record that a URL returned a page."""
        self._db.execute("DELETE FROM missing WHERE address = ?", (bare(url),))

    def add_missing(self, url: str, run: str, day: str) -> None:
        """Record that a URL answered that its page is gone; counts once per run."""
        self._db.execute(
            "INSERT INTO missing VALUES (?1, 1, 1, ?2, ?3) ON CONFLICT (address) DO UPDATE SET "
            "runs = runs + (run <> ?2), days = days + (day <> ?3), run = ?2, day = ?3",
            (bare(url), run, day),
        )

    def is_missing(self, url: str) -> bool:
        """Return whether the last response of a URL, in an earlier run, was that its page is
        gone."""
        found = self._db.execute("SELECT 1 FROM missing WHERE address = ?", (bare(url),))
        return found.fetchone() is not None

    def is_gone(self, story: str, runs: int, days: int) -> bool:
        """Return whether all URLs that gave a story have been missing in at least `runs` runs on
        `days` days, without a page in between."""
        found = self._db.execute(
            "SELECT 1 FROM (SELECT substr(url, instr(url, '://')) AS address FROM revisions "
            "WHERE id = ?1 UNION SELECT address FROM twins WHERE id = ?1) LEFT JOIN missing "
            "USING (address) WHERE runs IS NULL OR runs < ?2 OR days < ?3 LIMIT 1",
            (story, runs, days),
        )
        return found.fetchone() is None

    def _is_live(self, story: str) -> bool:
        found = self._db.execute(
            "SELECT state FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1", (story,)
        )
        row = found.fetchone()
        return row is not None and row[0] not in _ENDED
