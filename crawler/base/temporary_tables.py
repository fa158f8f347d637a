"""Tables for what a process notes and nobody needs afterwards: half a megabyte of each is in
memory, the rest in a file that has no name."""

import sqlite3

_SETUP = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -512;
{table};
BEGIN;
"""


def temporary_table(table: str) -> sqlite3.Connection:
    """Make a table by its `CREATE TABLE`, and return its database, for several threads in turn.

    Takes a millisecond. If the disk becomes full, statements raise sqlite3.OperationalError.
    """
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    database.executescript(_SETUP.format(table=table))
    return database
