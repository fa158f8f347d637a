"""Captures of pages in WARC and ARC files: responses, resources, conversions and revisits."""

import re
import zipfile
import zlib
from datetime import UTC, datetime

from crawler.archive.decompression import Damage
from crawler.archive.grammars import WARC, Grammar, parse_headers
from crawler.archive.http import Head, decode_body, parse_head
from crawler.archive.originals import Originals
from crawler.archive.records import Record, records
from crawler.archive.values import (
    SOFTWARE,
    Accept,
    ArchiveFile,
    Capture,
    Entries,
    Postponed,
    SkippedRecord,
    UnreadableRecord,
    accept_all,
)
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.media_types import PAGE_TYPES

_UNKNOWN = ("", "-", "unk", "application/octet-stream")
_PAGES = ("response", "resource", "conversion", "revisit")
_MHTML = ("multipart/related", "application/x-mimearchive", "message/rfc822")
_REFERS = ("warc-payload-digest", "warc-refers-to-target-uri", "warc-refers-to-date")
_MISSING = Fault(FaultKind.WARC, "revisit of a capture that is in none of these archives")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:\.(\d{1,6}))?")


class _OriginalMissingError(Exception):
    """The original of a revisit has not been read yet."""


class CaptureReader:
    """Reads the pages of one WARC or ARC file."""

    def __init__(
        self,
        file: ArchiveFile,
        originals: Originals,
        accept: Accept = accept_all,
        grammar: Grammar = WARC,
    ) -> None:
        """`originals` finds the captures that revisits refer to; those of this file are added.

        Records at places that `accept` refuses are not decoded, and nothing is yielded for them.
        """
        self._accept = accept
        self._file = file
        self._base = file.base
        self._grammar = grammar
        self._originals = originals
        self._is_ours = False
        self._fields: tuple[str, dict[str, str]] = ("", {})
        """Last metadata record: the id of the record that it is about, and its fields."""

    def entries(self, start: int = 0) -> Entries:
        """Yield everything in the file from an offset on. Never raises Fault or OSError."""
        at = start
        try:
            with self._file.open(start) as stream:
                for found in records(stream, start, self._grammar):
                    at = found.offset
                    if isinstance(found, Damage):
                        yield UnreadableRecord(self._file.name, at, found.cause)
                    else:
                        yield from self._read(found)
        except (OSError, zipfile.BadZipFile, zlib.error) as error:
            yield UnreadableRecord(self._file.name, at, str(error))

    def _read(self, record: Record) -> Entries:
        if record.kind == "warcinfo":
            self._is_ours = _fields(record.block).get("software", "").startswith(SOFTWARE)
        elif record.kind == "metadata":
            about = record.headers.get("warc-concurrent-to") or record.headers.get("warc-refers-to")
            self._fields = (about or "", _fields(record.block))
        elif record.kind in _PAGES:
            if self._accept(f"{self._base}#{record.offset}"):
                yield from self._read_page(record)
            elif record.kind != "revisit":  # later ones may refer to it
                self._originals.add(record.headers, _url(record), self._file, record.offset)

    def _read_page(self, record: Record) -> Entries:
        try:
            yield self._capture(record)
        except _OriginalMissingError:
            self._postpone(record)
            return
        except (Fault, OSError) as fault:
            yield UnreadableRecord(self._file.name, record.offset, str(fault))
        if record.flaw:
            yield UnreadableRecord(self._file.name, record.offset, f"{record.kind}: {record.flaw}")

    def _capture(self, record: Record) -> Capture | SkippedRecord:
        url = _url(record)
        if not url.lower().startswith(("http://", "https://")):
            return self._pass(record, "no-url")
        if record.headers.get("warc-segment-number", "1") != "1":
            raise Fault(FaultKind.WARC, "segmented WARC records are not supported")
        head = sent = _head(record)
        original = record
        if head.status != 200:
            return self._pass(record, "status")
        if record.kind == "revisit":
            original = self._original(record, url)
            sent = _head(original)
            head = head if head.size else sent
        if not is_page(head.header("content-type")):
            return self._pass(record, "media-type")
        body = decode_body(original.block[sent.size :], sent.headers)
        if original is record:
            self._originals.add(record.headers, url, self._file, record.offset)
        return Capture(
            url,
            body,
            moment(record.headers.get("warc-date")),
            self._base,
            record.offset,
            headers=head.headers,
            fields=self._fields_of(record),
            is_ours=self._is_ours,
        )

    def _fields_of(self, record: Record) -> dict[str, str]:
        about, fields = self._fields
        return fields if about == record.headers.get("warc-record-id") else {}

    def _postpone(self, record: Record) -> None:
        headers = {name: record.headers[name] for name in _REFERS if name in record.headers}
        fields = self._fields_of(record)
        revisit = Postponed(record.offset, headers, _url(record), fields, self._is_ours)
        self._originals.postpone(self._file, revisit)

    def read_postponed(self, revisit: Postponed) -> Entries:
        """Yield a revisit that was postponed; an UnreadableRecord without its original."""
        if self._originals.find(revisit.headers, revisit.url) is None:
            yield UnreadableRecord(self._file.name, revisit.offset, str(_MISSING))
            return
        try:
            with self._file.open(revisit.offset) as stream:
                record = next(records(stream, revisit.offset, self._grammar), None)
        except (OSError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            yield UnreadableRecord(self._file.name, revisit.offset, str(error))
            return
        if isinstance(record, Record):
            self._is_ours = revisit.is_ours
            self._fields = record.headers.get("warc-record-id", ""), revisit.fields
            yield from self._read(record)

    def _original(self, record: Record, url: str) -> Record:
        """Return the record that holds the body of a revisit."""
        found = self._originals.find(record.headers, url)
        if found is None:
            raise _OriginalMissingError
        file, offset = found
        with file.open(offset) as stream:
            original = next(records(stream, offset), None)
        if not isinstance(original, Record):
            raise Fault(
                FaultKind.WARC, f"revisit of a capture that cannot be read: {file.name}#{offset}"
            )
        return original

    def _pass(self, record: Record, reason: str) -> SkippedRecord:
        return SkippedRecord(self._file.name, record.offset, reason)


def postponed_revisits(originals: Originals) -> Entries:
    """Yield the revisits whose originals came after them. Call it after the last archive."""
    for file, revisit in originals.postponed():
        yield from CaptureReader(file, originals).read_postponed(revisit)


def _url(record: Record) -> str:
    return record.headers.get("warc-target-uri", "").strip("<>")


def _head(record: Record) -> Head:
    """Return the head of a record's response; for a record without HTTP, one of its media type."""
    if record.block.startswith(b"HTTP/"):
        return parse_head(record.block)
    kind = record.headers.get("content-type", "")
    if kind.startswith("application/http") and record.kind != "revisit":
        raise Fault(FaultKind.WARC, "no HTTP status line")
    return Head(200, (("Content-Type", kind),), 0)


def is_page(content_type: str) -> bool:
    """Return whether an answer of this type may be a page."""
    bare = content_type.partition(";")[0].strip().lower()
    return bare in PAGE_TYPES or bare in _UNKNOWN or bare in _MHTML


def moment(written: str | None) -> datetime:
    """Return the time in a `WARC-Date`, or in the 14 digits of older formats, in UTC.

    >>> moment("2026-01-02T03:04:05.123456Z").isoformat()
    '2026-01-02T03:04:05.123456+00:00'
    >>> moment("20260102030405").isoformat()
    '2026-01-02T03:04:05+00:00'

    Raises Fault `warc` for anything else: without its time a capture has no place in a history.
    """
    found = _DATE.match(written or "")
    try:
        if found is None:
            raise ValueError
        *whole, fraction = found.groups()
        micro = int((fraction or "0").ljust(6, "0"))
        return datetime(*map(int, whole), micro, tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError:
        raise Fault(FaultKind.WARC, f"invalid date {written!r}") from None


def _fields(block: bytes) -> dict[str, str]:
    """Return the fields of a record of type `application/warc-fields`."""
    return parse_headers(b"\n" + block)
