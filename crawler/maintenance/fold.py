"""The rows of all runs up to one, as the parts of that one: without those that have expired, and
many small parts put together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from crawler.dump.compression import PartError, compression_of, suffix_of
from crawler.dump.index import read_manifest
from crawler.dump.keys import PartPlace, is_rewritten, part_key, part_place, rewritten_key
from crawler.dump.manifest import Manifest, Part, RawFile, RunRef, count_rows
from crawler.dump.reader import checked_lines
from crawler.maintenance.expiry import Cutoffs, trim
from crawler.maintenance.listing import Entry, Listing
from crawler.publishing.spool import OpenPart
from crawler.sinks import Sink, SinkError

PACKED = 64 << 20
"""Compressed bytes up to which parts are put together; those of more than half are left alone."""


class _Moment(msgspec.Struct, frozen=True):
    date: str | None


class _Row(msgspec.Struct, frozen=True):
    fetched_at: str
    published: _Moment = _Moment(None)


_rows = msgspec.json.Decoder(_Row)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is done to the runs that become one."""

    drop_superseded: bool
    """Whether only the last revision of each story is kept."""
    merge: bool
    """Whether small parts are put together."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the runs up to one hold, beside the parts in the listing."""

    last: Manifest
    withheld: tuple[Part, ...]
    raw: tuple[RawFile, ...]
    expired: dict[str, int]
    """Kind -> rows that expire now."""
    before: dict[str, int]
    """Kind -> rows that have expired before."""


def survey(
    sink: Sink,
    members: Iterable[RunRef],
    cutoffs: Cutoffs,
    raw: frozenset[str],
    terms: Terms,
    listing: Listing,
) -> Survey:
    """List the parts of runs, oldest first, and decide which rows expire. Raises SinkError."""
    expired, before = Counter[str](), Counter[str]()
    withheld: list[Part] = []
    files: list[RawFile] = []
    last: Manifest | None = None
    for named in members:
        last = read_manifest(sink, named)
        before.update(last.maintenance.expired if last.maintenance else {})
        trimmed, lost = trim(last, cutoffs, raw)
        expired.update(lost)
        withheld += trimmed.withheld
        files += trimmed.raw
        for part in trimmed.parts:
            _list(sink, part, cutoffs, terms, listing)
    assert last is not None  # noqa: S101
    if terms.drop_superseded:
        listing.drop_superseded()
    expired.update(listing.dropped_rows())
    return Survey(last, tuple(withheld), tuple(files), dict(expired), dict(before))


def _list(sink: Sink, part: Part, cutoffs: Cutoffs, terms: Terms, listing: Listing) -> None:
    number = listing.add(part, _bucket(part))
    first = cutoffs.of_part(part)
    try:
        if part.kind == "records" and terms.drop_superseded:
            listing.add_revisions(number, checked_lines(sink, part.key, part.sha256))
        elif first and is_rewritten(part.key) and _month(part) == first[:7]:
            lines = checked_lines(sink, part.key, part.sha256)
            days = (_rows.decode(line).fetched_at[:10] for line in lines)
            listing.drop(number, [line for line, day in enumerate(days) if day < first])
    except (msgspec.DecodeError, ValueError) as error:
        raise SinkError(f"{sink.url}: {part.key} is damaged: {error}") from error


class Folder:
    """Writer of the parts of one run from those in a listing."""

    def __init__(self, sink: Sink, run: str, mark: str, listing: Listing, folder: Path) -> None:
        """`mark` goes into the names of new objects; `folder` is for temporary files."""
        self._sink = sink
        self._run = run
        self._mark = mark
        self._listing = listing
        self._folder = folder
        self._made = 0

    def parts(self, terms: Terms) -> tuple[Part, ...]:
        """Upload the new parts; return them with those that stay as they are. Raises SinkError."""
        return tuple(self._parts(terms))

    def _parts(self, terms: Terms) -> Iterator[Part]:
        for _, entries in groupby(self._listing, key=attrgetter("bucket")):
            waiting: list[Entry] = []
            size = 0
            for entry in entries:
                if not terms.merge or entry.part.bytes > PACKED // 2:
                    yield from self._written([entry])
                    continue
                waiting.append(entry)
                size += entry.part.bytes
                if size >= PACKED:
                    yield from self._written(waiting)
                    waiting, size = [], 0
            yield from self._written(waiting)

    def _written(self, entries: list[Entry]) -> Iterator[Part]:
        """Yield a part with the rows of these that are kept; the same part if it is one with
        all."""
        if len(entries) == 1 and not self._listing.dropped(entries[0].number):
            yield entries[0].part
        elif entries and (part := self._write(entries)):
            yield part

    def _write(self, entries: list[Entry]) -> Part | None:
        self._made += 1
        place = _place(entries)
        suffix = suffix_of(compression_of(entries[0].part.key))
        key = rewritten_key(part_key(place, self._run, self._made, suffix), self._mark)
        path = self._folder / Path(key).name
        made = OpenPart(place, key, path)
        for entry in entries:
            self._copy(entry, made)
        if not made.rows:
            made.discard()
            return None
        sealed = made.seal()
        self._sink.create(key, path)
        path.unlink()
        return sealed

    def _copy(self, entry: Entry, made: OpenPart) -> None:
        part = entry.part
        dropped = self._listing.dropped(entry.number)
        try:
            for number, line in enumerate(checked_lines(self._sink, part.key, part.sha256)):
                if number not in dropped:
                    day = _rows.decode(line).published.date if part.kind == "records" else None
                    made.write(line, day)
        except (PartError, msgspec.DecodeError) as error:
            raise SinkError(f"{self._sink.url}: {part.key} is damaged: {error}") from error


def folded_manifest(found: Survey, parts: tuple[Part, ...]) -> Manifest:
    """Return the manifest of the last of the runs with the rows of all."""
    return replace(
        found.last,
        parts=parts,
        withheld=found.withheld,
        raw=found.raw,
        rows=count_rows(parts),
        erased={},
        erasure=None,
    )


def _bucket(part: Part) -> str:
    """Return what parts that are put together have in common; the days of one month, so that few
    parts have to be read for a day."""
    return f"{part.kind} {part.source} {_month(part)}"


def _month(part: Part) -> str:
    place = part_place(part.key)
    return place.day[:7] if place else ""


def _place(entries: list[Entry]) -> PartPlace:
    places = [place for entry in entries if (place := part_place(entry.part.key))]
    return max(places, key=lambda place: place.day)
