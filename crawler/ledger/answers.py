"""What a ledger keeps of how addresses answer: of stories that are gone, or stand elsewhere.

Worth nothing when lost: a page that is gone is then confirmed anew.
"""

import sqlite3

from crawler.ledger.values import State, bare

_ENDED: tuple[State, ...] = ("killed", "gone")


class Answers:
    """A part of the ledger, in its transaction. Addresses count without their scheme."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def stories(self, url: str) -> set[str]:
        """The stories that stand and that this address gave."""
        rows = self._db.execute(
            "SELECT id FROM revisions WHERE substr(url, instr(url, '://')) = ?1 UNION "
            "SELECT id FROM twins WHERE address = ?1",
            (bare(url),),
        )
        return {story for (story,) in rows if self._stands(story)}

    def twin(self, url: str, story: str) -> None:
        """Note that an address gave a story that stands at another one."""
        self._db.execute("INSERT OR IGNORE INTO twins VALUES (?, ?)", (bare(url), story))

    def came(self, url: str) -> None:
        """Note that an address answers with a page."""
        self._db.execute("DELETE FROM missing WHERE address = ?", (bare(url),))

    def misses(self, url: str, run: str, day: str) -> None:
        """Note that an address says its page is gone; once for each run."""
        self._db.execute(
            "INSERT INTO missing VALUES (?1, 1, 1, ?2, ?3) ON CONFLICT (address) DO UPDATE SET "
            "runs = runs + (run <> ?2), days = days + (day <> ?3), run = ?2, day = ?3",
            (bare(url), run, day),
        )

    def is_missing(self, url: str) -> bool:
        """Whether an address said in an earlier run that its page is gone, and nothing since."""
        found = self._db.execute("SELECT 1 FROM missing WHERE address = ?", (bare(url),))
        return found.fetchone() is not None

    def is_gone(self, story: str, runs: int, days: int) -> bool:
        """Whether all addresses that gave a story have been missing in so many runs, on so many
        days, without a page in between."""
        found = self._db.execute(
            "SELECT 1 FROM (SELECT substr(url, instr(url, '://')) AS address FROM revisions "
            "WHERE id = ?1 UNION SELECT address FROM twins WHERE id = ?1) LEFT JOIN missing "
            "USING (address) WHERE runs IS NULL OR runs < ?2 OR days < ?3 LIMIT 1",
            (story, runs, days),
        )
        return found.fetchone() is None

    def _stands(self, story: str) -> bool:
        found = self._db.execute(
            "SELECT state FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1", (story,)
        )
        row = found.fetchone()
        return row is not None and row[0] not in _ENDED
