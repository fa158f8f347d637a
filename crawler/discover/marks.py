"""A set of hashes that grows with a crawl, in little memory."""

import sqlite3
from functools import cached_property

from crawler.base.temporary_tables import temporary_tables

_TABLE = "CREATE TABLE mark (mark INTEGER PRIMARY KEY)"


class Marks:
    """Hashes in a table: in a set of Python, 50,000 take 4 MB."""

    def add(self, mark: int) -> None:
        """Add a hash of 64 bits, if it is not there."""
        self._table.execute("INSERT OR IGNORE INTO mark VALUES (?)", (mark,))

    def __contains__(self, mark: int) -> bool:
        found = self._table.execute("SELECT 1 FROM mark WHERE mark = ?", (mark,))
        return found.fetchone() is not None

    @cached_property
    def _table(self) -> sqlite3.Connection:
        return temporary_tables(_TABLE)
