"""Search of the rows of a dump, newest run first, in constant memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from crawler.contract import Infosource, Moment
from crawler.dump.index import read_manifest
from crawler.dump.manifest import Part, RunRef
from crawler.dump.reader import checked_lines
from crawler.sinks import Sink, SinkError
from crawler.tools.deltas import changes
from crawler.tools.filters import contains


class StoryRow(Struct, frozen=True):
    """What a search needs of a record."""

    op: Literal["add", "modify", "delete"]
    id: str
    revision: int
    url: str
    source: str
    infosource: Infosource
    headline: str | None
    byline: str | None
    intro: str | None
    body: str
    published: Moment


class QuarantineRow(Struct, frozen=True):
    """What a search needs of a quarantined page."""

    source: str
    url: str
    kind: str
    reason: str
    fetched_at: str


class FoundStory(NamedTuple):
    """A record that was found."""

    row: StoryRow
    line: bytes
    """The record, byte for byte as in the dump; no newline."""


class FoundPage(NamedTuple):
    """A quarantined page that was found."""

    row: QuarantineRow
    line: bytes


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """Which records to list; null values match all."""

    source: str | None = None
    day: str | None = None
    """Start of the publication date."""
    text: str | None = None
    """Text in headline, byline, intro, body or URL."""
    op: str | None = None

    def may_hold(self, part: Part) -> bool:
        """Return whether a part can have such records, by what the manifest states of it."""
        if self.source not in (None, part.source):
            return False
        return self.day is None or (part.newest is not None and part.newest >= self.day)

    def matches(self, row: StoryRow) -> bool:
        """Return whether a record passes the filter."""
        return (
            self.source in (None, row.source)
            and self.op in (None, row.op)
            and (self.day is None or (row.published.date or "").startswith(self.day))
            and contains(self.text, row.headline, row.byline, row.intro, row.body, row.url)
        )


@dataclass(frozen=True, slots=True)
class QuarantineFilter:
    """Which quarantined pages to list; null values match all."""

    source: str | None = None
    day: str | None = None
    """Start of the date on which the page was fetched."""
    text: str | None = None
    """Text anywhere in the row: URL, reason, or the record as far as it was read."""
    reason: str | None = None
    """A kind, or text in the reason."""

    def may_hold(self, part: Part) -> bool:
        """Return whether a part can have such pages."""
        return self.source in (None, part.source)

    def matches(self, row: QuarantineRow, line: bytes) -> bool:
        """Return whether a page passes the filter."""
        return (
            (self.day is None or row.fetched_at.startswith(self.day))
            and (self.reason in (None, row.kind) or contains(self.reason, row.reason))
            and (self.text is None or contains(self.text, line.decode("utf-8", "replace")))
        )


_stories = msgspec.json.Decoder(StoryRow)
_pages = msgspec.json.Decoder(QuarantineRow)


def find_records(sink: Sink, runs: Iterable[RunRef], wanted: StoryFilter) -> Iterator[FoundStory]:
    """Yield the records of these runs that pass a filter, newest run first.

    Raises SinkError if the dump is damaged.
    """
    for named in reversed(tuple(runs)):
        for part in read_manifest(sink, named).parts:
            if part.kind == "records" and wanted.may_hold(part):
                for line in checked_lines(sink, part.key, part.sha256):
                    row = _story(part.key, line)
                    if wanted.matches(row):
                        yield FoundStory(row, line)


def find_latest(sink: Sink, runs: Iterable[RunRef], wanted: StoryFilter) -> Iterator[FoundStory]:
    """Yield the last record of each story in these runs, by id, where it passes a filter.

    Needs a temporary folder of the size of the records. Raises SinkError if the dump is damaged.
    """
    for change in changes(sink, runs):
        row = _story(change.id, change.line)
        if wanted.matches(row):
            yield FoundStory(row, change.line)


def find_quarantined(
    sink: Sink, runs: Iterable[RunRef], wanted: QuarantineFilter
) -> Iterator[FoundPage]:
    """Yield the quarantined pages of these runs that pass a filter, newest run first.

    Raises SinkError if the dump is damaged.
    """
    for named in reversed(tuple(runs)):
        for part in read_manifest(sink, named).parts:
            if part.kind == "quarantine" and wanted.may_hold(part):
                for line in checked_lines(sink, part.key, part.sha256):
                    try:
                        row = _pages.decode(line)
                    except msgspec.DecodeError as error:
                        raise SinkError(f"{part.key}: invalid row: {error}") from error
                    if wanted.matches(row, line):
                        yield FoundPage(row, line)


def _story(place: str, line: bytes) -> StoryRow:
    try:
        return _stories.decode(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"{place}: invalid record: {error}") from error
