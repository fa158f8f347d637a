"""Tables for what a process notes and nobody needs afterwards: a megabyte of each is in memory, the
rest in a file that has no name."""

import sqlite3

_SETUP = """
PRAGMA page_size = 1024;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1024;
{table};
BEGIN;
"""
"""Of 20 pages memory is taken at once: a crawl of 500 sources has as many tables."""


def temporary_table(table: str) -> sqlite3.Connection:
    """Make a table by its `CREATE TABLE`, and return its database, for several threads in turn.

    Takes a millisecond. If the disk becomes full, statements raise sqlite3.OperationalError.
    """
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    database.executescript(_SETUP.format(table=table))
    return database
