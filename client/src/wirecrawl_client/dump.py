"""A dump as it was when it was opened."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from crawler.dump.keys import PartKind
from crawler.dump.manifest import Index, RunRef
from crawler.dump.reader import NOTHING, read_index, runs_between
from crawler.sinks import Sink, open_sink
from crawler.tools.deltas import Change
from crawler.tools.filters import day_prefix
from crawler.tools.latest import changed_since, newest_state
from crawler.tools.names import only_one, version_named
from crawler.tools.parts import ListedPart, PartFilter, find_parts, rows_in_parts
from crawler.tools.verify import Findings, verify
from wirecrawl_client.extras import naming_extras
from wirecrawl_client.rows import Rows


def open_dump(url: str) -> "Dump":
    """Open a dump: a path, `file:///path` or `s3://bucket/prefix`.

    Raises UsageFault if nothing is published there or the URL is invalid, SinkError if it cannot be
    read, MissingExtra.
    """
    with naming_extras():
        sink = open_sink(url)
        return Dump(url, sink, read_index(sink))


class Dump:
    """What the index of a dump listed when it was opened; later runs are not seen.

    Sources, days and versions are named as on the command line: `-1` is the newest version, `-2`
    the one before, `2026-11-28` the newest at the end of that day. All methods raise UsageFault for
    an unknown name and SinkError for a dump that is damaged or cannot be read.
    """

    def __init__(self, url: str, sink: Sink, index: Index) -> None:
        self._url = url
        self._sink = sink
        self._index = index
        self.versions = tuple(named.run for named in index.runs)
        """Names of all versions, oldest first."""
        self.version = self.versions[-1]
        """The version that was opened: what to pass to `since` next time."""
        self.sources = tuple(sorted(index.sources))
        """Ids of all sources."""

    def latest(self) -> Rows:
        """Return the last revision of each story that is not deleted, by id."""
        return Rows(lambda: _lines(newest_state(self._sink, self._index)))

    def since(self, version: str) -> Rows:
        """Return the last revision of each story that changed after a version, by id.

        A record whose `op` is `delete` removes its story; any other replaces the story's record.
        """
        start = self._version(version)
        return Rows(lambda: _lines(changed_since(self._sink, self._index, start)))

    def records(
        self, source: str | None = None, day: str | date | None = None, since: str | None = None
    ) -> Rows:
        """Return every revision, oldest run first: of a source, of a day of fetches (or a month or
        a year), or after a version."""
        wanted, runs = self._filter("records", source, day), self._runs(since)
        return Rows(lambda: rows_in_parts(self._sink, runs, wanted))

    def parts(
        self,
        kind: PartKind = "records",
        source: str | None = None,
        day: str | date | None = None,
        since: str | None = None,
    ) -> list[ListedPart]:
        """Return the files of `records`, or of another kind of rows, with URLs and checksums."""
        with naming_extras():
            wanted = self._filter(kind, source, day)
            return list(find_parts(self._sink, self._runs(since), wanted))

    def verify(self) -> Findings:
        """Check every checksum, row, counter and reference of the dump; `problems` is empty if it
        is valid. Raises MissingExtra."""
        with naming_extras():
            return verify(self._url)

    def _filter(self, kind: PartKind, source: str | None, day: str | date | None) -> PartFilter:
        known = self.sources
        return PartFilter(
            kind,
            None if source is None else only_one(source, known, "source of this dump", known),
            None if day is None else day_prefix(str(day), datetime.now(UTC)),
        )

    def _runs(self, since: str | None) -> tuple[RunRef, ...]:
        return runs_between(self._index, self._version(since), None)

    def _version(self, name: str | None) -> str | None:
        """Return the version with this name; null for the one before the first."""
        with naming_extras():
            return version_named(self._sink, self._index, name or NOTHING, datetime.now(UTC))


def _lines(found: Iterable[Change]) -> Iterator[bytes]:
    return (change.line for change in found)
