"""The first number that was noted for each of many keys: most keys have only one."""

import sqlite3
from functools import cached_property

from crawler.base.temporary_tables import temporary_tables

_TABLE = "CREATE TABLE first (place INTEGER PRIMARY KEY, key INTEGER UNIQUE, number INTEGER)"
_ADD = "INSERT INTO first (key, number) VALUES (?, ?)"
_GET = "SELECT number FROM first WHERE key = ?"
_OLDEST = "SELECT key FROM first ORDER BY place LIMIT 1"
_PLACE = "SELECT place FROM first WHERE key = ?"
_REMOVE = "DELETE FROM first WHERE key = ?"


class FirstNumbers:
    """Keys of 64 bits and their first numbers in a table: in a dictionary, 20,000 take
    3 MB."""

    def __init__(self) -> None:
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, key: int) -> int | None:
        """Return the number of a key; None if it has none."""
        row: tuple[int] | None = self._table.execute(_GET, (key,)).fetchone()
        return row[0] if row else None

    def add(self, key: int, number: int) -> int:
        """Return the number of a key, which is the given one if it had none."""
        first = self.get(key)
        if first is not None:
            return first
        self._table.execute(_ADD, (key, number))
        self._count += 1
        return number

    def remove(self, key: int) -> None:
        """Remove a key that is there."""
        self._table.execute(_REMOVE, (key,))
        self._count -= 1

    def place(self, key: int) -> int:
        """Return a number by which keys are in the order in which they were added, of one that is
        there."""
        place: int
        ((place,),) = self._table.execute(_PLACE, (key,))
        return place

    def oldest(self) -> int:
        """Return the key that was added first. There must be one."""
        key: int
        ((key,),) = self._table.execute(_OLDEST)
        return key

    @cached_property
    def _table(self) -> sqlite3.Connection:
        return temporary_tables(_TABLE)
