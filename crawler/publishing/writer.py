"""Writer of rows: opens, fills and seals parts, and keeps the ledger in step.

One seal closes all open parts and commits once, so a page is recorded completely or not at all:
either all its rows are in sealed parts or the ledger does not contain it.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from crawler.archive.exchange import SUFFIX as WARC_SUFFIX
from crawler.archive.exchange import Exchange, WarcCompression, payload_digest
from crawler.base.verdicts import PageVerdict
from crawler.contract import Record, encode
from crawler.dump.keys import PartPlace, raw_key
from crawler.ledger import Boilerplate, Ledger, PartRef, Reject, Revision, Visit
from crawler.model import Outcome
from crawler.publishing.open_parts import OpenParts
from crawler.publishing.rows import Row, record_row, reject_row, removed_rows
from crawler.publishing.spool import OpenPart, Spool
from crawler.sinks import SinkError

if TYPE_CHECKING:
    from crawler.publishing.raw_part import RawPart


@dataclass(frozen=True, slots=True)
class PartLimits:
    """Limits that trigger a seal. Pages not sealed when a run is killed are read again by the
    next."""

    rows: int = 5000
    """Rows of the largest part, in which all texts that a worker removed from a page count as one:
    with a hundred of them on each page, parts of fifty stories would be sealed all the time."""
    seconds: float = 300
    """Seconds since the last seal."""
    raw_bytes: int = 1 << 30
    """Bytes of the largest WARC file, exceeded by one answer at most."""


class Writer:
    """Writer of the rows of one run."""

    def __init__(self, run: str, ledger: Ledger, spool: Spool, limits: PartLimits) -> None:
        self.run = run
        self._ledger = ledger
        self._spool = spool
        self._limits = limits
        self._open = OpenParts()
        self._numbers: dict[PartPlace, int] = {}
        self._number = 0
        self._raw: RawPart | None = None
        self._lost_raw: set[str] = set()
        """Names of WARC files that were discarded while pages in them were not yet written."""
        self._sealed_at = time.monotonic()

    def add(self, outcome: Outcome, visits: Mapping[str, Visit] = MappingProxyType({})) -> None:
        """Write all rows of a revised page and the visits of its URLs; raise SinkError if the disk
        fails."""
        claimed = self._ledger.claimed
        rows = [
            record_row(record, claimed(record.id, record.revision))
            for record in self._with_raw(outcome.records)
        ]
        if outcome.verdict == PageVerdict.PUBLISHED:
            rows += removed_rows(outcome)
        rows += [reject_row(reject) for reject in outcome.quarantined]
        self.write(chain(rows, self._notes(visits)))

    def archive(self, exchange: Exchange, compression: WarcCompression) -> str:
        """Write an answer to the run's WARC file; return its place.

        Raises SinkError if the disk fails, Fault `warc` if the answer is not HTTP.
        """
        try:
            raw = self._raw = self._raw or self._start_raw(exchange, compression)
            digest = payload_digest(exchange.response)
            earlier = self._ledger.raw.original(digest) if digest else None
            if earlier and self._ledger.erased.has_page(earlier.url):
                earlier = None  # nothing is left there to refer to
            written, place = raw.write(exchange, earlier)
            if digest and written.original and written.status == "200":
                self._ledger.raw.note(digest, written.original)
        except (OSError, sqlite3.Error) as error:
            self.discard()
            raise SinkError(f"{self._spool.root}: {error}") from error
        return place

    def write(self, rows: Iterable[Row]) -> None:
        """Write rows that belong together, without a seal between them. Raises SinkError.

        Each row is recorded in the ledger before the next is requested, so rows may be decided
        lazily.
        """
        try:
            for row in rows:
                self._write(row)
        except (OSError, sqlite3.Error) as error:
            self.discard()
            raise SinkError(f"{self._spool.root}: {error}") from error
        if self.is_due():
            self.seal()

    def seal(self) -> None:
        """Close and flush all open parts, then commit the ledger. Raises SinkError."""
        try:
            if self._raw:  # before the records that refer to it
                file = self._raw.seal()
                self._ledger.raw.add(self.run, [(file.key, encode(file))])
            parts = self._open.seal()
            self._ledger.seal(self.run, [(part.key, encode(part)) for part in parts])
        except (OSError, sqlite3.Error) as error:
            self.discard()
            raise SinkError(f"{self._spool.root}: {error}") from error
        self._restart()

    def discard(self) -> None:
        """Discard everything unsealed: its pages will be read again."""
        self._open.discard()
        if self._raw:
            self._raw.discard()
            self._lost_raw.add(self._raw.name)
        self._ledger.rollback()
        self._restart()

    def _restart(self) -> None:
        self._open.clear()
        self._raw = None
        self._sealed_at = time.monotonic()

    def is_due(self) -> bool:
        """Return whether a seal is due."""
        if not self._open and not self._raw:
            return False
        return (
            self._open.writes >= self._limits.rows
            or (self._raw is not None and self._raw.bytes >= self._limits.raw_bytes)
            or self._open.are_too_many
            or self.is_old
        )

    @property
    def is_old(self) -> bool:
        """Whether the last seal was too long ago."""
        return time.monotonic() - self._sealed_at >= self._limits.seconds

    def _write(self, row: Row) -> None:
        if isinstance(row.note, Reject) and self._ledger.rejected(row.note):
            return
        part = self._open.get(row.place) or self._start(row.place)
        match row.note:
            case Reject():
                self._ledger.reject(self.run, row.note)
            case Revision():
                self._ledger.admit(PartRef(self.run, self._numbers[row.place]), row.note)
            case Boilerplate():
                self._ledger.sources.add_boilerplate(self.run, row.note)
        if row.likeness:
            self._ledger.likenesses.note(self.run, row.likeness)
        self._open.write(part, row.line, row.story_day, row.count)

    def _notes(self, visits: Mapping[str, Visit]) -> Iterator[Row]:
        """Record visits, and yield no rows: after a page's rows and before any seal, so that both
        are committed together."""
        for url, visit in visits.items():
            self._ledger.visits.note(url, visit)
        yield from ()

    def _with_raw(self, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """Return records without a place in a WARC file that was discarded."""
        if not self._lost_raw:
            return records
        return tuple(
            replace(each, raw=replace(each.raw, archive=None))
            if (each.raw.archive or "").partition("#")[0] in self._lost_raw
            else each
            for each in records
        )

    def _start_raw(self, exchange: Exchange, compression: WarcCompression) -> "RawPart":
        from crawler.publishing.raw_part import RawPart  # few crawls archive what they fetch

        self._number += 1
        day = exchange.fetched_at.astimezone(UTC).date().isoformat()
        key = raw_key(day, self.run, self._number, WARC_SUFFIX[compression])
        return RawPart(key, self._spool.path(key), compression, exchange.fetched_at)

    def _start(self, place: PartPlace) -> OpenPart:
        self._number += 1
        self._numbers[place] = self._number
        return self._open.add(place, self._spool.open(place, self.run, self._number))
