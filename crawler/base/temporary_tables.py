"""Tables in memory for what a process notes of a crawl: a third as large as objects of Python, and
given back to the system whole."""

import sqlite3

_SETUP = """
PRAGMA page_size = 1024;
PRAGMA journal_mode = OFF;
PRAGMA temp_store = MEMORY;
{tables};
BEGIN;
"""
"""Of 20 pages memory is taken at once: a crawl of 500 sources has as many tables."""


def temporary_tables(tables: str) -> sqlite3.Connection:
    """Make tables and indexes by their `CREATE` statements, and return their database, for several
    threads in turn."""
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    database.executescript(_SETUP.format(tables=tables))
    return database
