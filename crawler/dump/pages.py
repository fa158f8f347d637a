"""Comparison of the rows of a run with the page counters in its manifest."""

import sqlite3
from collections.abc import Iterator

from crawler.base.text import counted
from crawler.base.verdicts import RunVerdict
from crawler.contract import Record
from crawler.dump.manifest import Manifest

_TABLES = """
CREATE TABLE pages (source TEXT, url TEXT, PRIMARY KEY (source, url)) WITHOUT ROWID;
CREATE TABLE ends (source TEXT, id TEXT, PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE TABLE stripped (source TEXT, url TEXT, PRIMARY KEY (source, url)) WITHOUT ROWID;
"""
_FOUND = """
SELECT source, COUNT(*) FROM (
    SELECT source FROM pages UNION ALL SELECT source FROM ends
) GROUP BY source
"""
_LEFT = "SELECT source, url FROM stripped EXCEPT SELECT source, url FROM pages ORDER BY 1, 2"


class Pages:
    """The pages and deleted stories of one run, from its rows, in a temporary SQLite database."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")
        self._last = ("", "")

    def clear(self) -> None:
        """Reset for the next run."""
        for table in ("pages", "ends", "stripped"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self._last = ("", "")

    def add(self, record: Record) -> None:
        """Add a row of a records part."""
        if record.op == "delete" and record.pubstatus != "canceled":
            # Deleted because its page is gone, so it does not come from a fetched page.
            self._note("ends", record.source, record.id)
        else:
            self._note("pages", record.source, record.url)

    def strip(self, source: str, url: str) -> None:
        """Add a row of a removed part."""
        if (source, url) != self._last:  # a page has hundreds
            self._last = (source, url)
            self._note("stripped", source, url)

    def problems(self, manifest: Manifest) -> Iterator[str]:
        """Yield each contradiction between the rows and the manifest, one line each."""
        for source, url in self._db.execute(_LEFT):
            yield f"{source}: texts removed from {url}, but no record of that page"
        if manifest.counts is None or manifest.taken_up is None:
            return  # a killed run, or one of a version that did not write these counters
        found = dict(self._db.execute(_FOUND))
        sources = manifest.sources
        for source in sorted(found.keys() | sources.keys() | manifest.taken_up.keys()):
            expected = manifest.taken_up.get(source, 0)
            if source in sources:
                expected += sources[source].counts.published + sources[source].deleted
            expected -= manifest.erased.get(source, 0)
            here = found.get(source, 0)
            # A run whose disk failed may have lost counted rows; those pages will be read again.
            if here > expected or (here < expected and manifest.verdict != RunVerdict.FAILED):
                yield f"{source}: records of {counted(here, 'page')}, the counters say {expected}"

    def _note(self, table: str, source: str, name: str) -> None:
        self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", (source, name))  # noqa: S608
