"""Verification of parts: size, checksum and rows, in little memory."""

import hashlib
import operator
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from crawler.base.text import counted
from crawler.contract import Day, Record, digest_of
from crawler.dump.compression import PartError
from crawler.dump.keys import PartPlace, is_rewritten, part_place, part_run
from crawler.dump.manifest import Part
from crawler.dump.pages import Pages
from crawler.dump.rows import lines
from crawler.sinks import Sink, SinkError
from crawler.tools.chain import Chains
from crawler.tools.row_checks import Compare, RowError, Rules

PER_PART = 20
"""Maximum problems reported per part; further ones are only counted."""


class PartChecker:
    """Reader of parts that yields their problems, one line each."""

    def __init__(self, sink: Sink, rules: Rules) -> None:
        self.records = 0
        self.chains = Chains()
        """Revisions of all stories."""
        self._sink = sink
        self._rules = rules

    def problems(self, part: Part, run: str, pages: Pages | None) -> Iterator[str]:
        """Check a part of a run, and add its pages; None for a run that holds the rows of all
        earlier ones, whose pages are not those that it counts."""
        is_folded = pages is None
        place = part_place(part.key)
        source_run = part_run(part.key)
        if place is None or (source_run != run and not (is_folded and str(source_run) < run)):
            yield f"{part.key}: not a valid part key of run {run}"
            return
        if (place.kind, place.source) != (part.kind, part.source):
            yield f"{part.key}: the manifest says {part.kind} of {part.source}"
        try:
            if self._sink.size(part.key) is None:
                yield f"{part.key}: missing"
                return
            # A part of several days has the last one in its name.
            is_day = operator.le if is_folded and is_rewritten(part.key) else operator.eq
            for problem in self._contents(part, place, is_day, pages):
                yield f"{part.key}: {problem}"
        except SinkError as error:
            yield str(error)

    def checksum_problems(self, part: Part) -> Iterator[str]:
        """Check the checksum of a withheld part: readers do not read it, but operators may."""
        stream = _HashedStream(self._sink.read(part.key))
        try:
            stream.read_on()
        except SinkError as error:
            yield str(error)
            return
        if stream.sha256.hexdigest() != part.sha256:
            yield f"{part.key}: checksum mismatch with the manifest"

    def _contents(
        self, part: Part, place: PartPlace, is_day: Compare, pages: Pages | None
    ) -> Iterator[str]:
        stream = _HashedStream(self._sink.read(part.key))
        try:
            rows, bad, newest = yield from self._rows(
                part.key, place, lines(part.key, stream), is_day, pages
            )
            if rows != part.rows:
                yield f"{rows} rows, the manifest says {part.rows}"
            elif newest != part.newest and not bad:
                yield f"newest is {newest}, the manifest says {part.newest}"
        except PartError as error:
            yield str(error)
        stream.read_on()  # after an error, for the checksum
        if stream.bytes != part.bytes:
            yield f"{stream.bytes} bytes, the manifest says {part.bytes}"
        if stream.sha256.hexdigest() != part.sha256:
            yield "checksum mismatch with the manifest"

    def _rows(
        self,
        key: str,
        place: PartPlace,
        rows: Iterable[bytes],
        is_day: Compare,
        pages: Pages | None,
    ) -> Generator[str, None, tuple[int, int, Day | None]]:
        """Check rows; return their number, that of invalid ones, and the newest story's date."""
        number = bad = 0
        newest: Day | None = None
        for number, line in enumerate(rows, 1):
            problem = None
            try:
                row = self._rules.row(place, line, is_day)
                self._add(key, place, row, pages)
                if isinstance(row, Record):
                    newest = max(filter(None, (newest, row.published.date)), default=None)
                    if row.digest != digest_of(row):
                        problem = "its digest does not match its content"
            except RowError as error:
                problem = str(error)
            bad += problem is not None
            if problem and bad <= PER_PART:
                yield f"row {number}: {problem}"
        if bad > PER_PART:
            yield f"{counted(bad - PER_PART, 'more row')} invalid"
        return number, bad, newest

    def _add(
        self, key: str, place: PartPlace, row: Record | dict[str, Any], pages: Pages | None
    ) -> None:
        if isinstance(row, Record):
            self.chains.add(row, key)
            self.records += 1
            if pages is not None:
                pages.add(row)
        elif pages is not None and place.kind == "removed":
            pages.strip(place.source, row["url"])


class _HashedStream:
    """A stream that is read once, with its size and SHA-256 so far."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.bytes = 0
        self.sha256 = hashlib.sha256()
        self._chunks = iter(chunks)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.bytes += len(chunk)
            self.sha256.update(chunk)
            yield chunk

    def read_on(self) -> None:
        """Read the rest."""
        for _ in self:
            pass
