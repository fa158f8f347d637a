"""URLs in web archive indexes (CDX and variants) and archives (WARC).

Only captures of pages count: status 200 and HTML, or neither stated, or HTML with the status `-`,
as in the indexes of converters. Revisit records do not count: they repeat another capture.

CDX: https://iipc.github.io/warc-specifications/specifications/cdx-format/cdx-2015/ ·
CDXJ: https://specs.webrecorder.net/cdxj/ · responses of CDX servers:
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server ·
WARC: ISO 28500, https://iipc.github.io/warc-specifications/
"""

import re
from collections.abc import Mapping
from io import BufferedReader
from typing import TYPE_CHECKING, Any

import msgspec

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.discover.lines import Entries, numbered_lines
from crawler.discover.listing_decompression import MOST_BYTES

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_HTML = ("text/html", "application/xhtml+xml")
_UNKNOWN = ("", "-", "unk")
"""Values for an unknown media type."""


def by_header(lines: BufferedReader, name: str) -> Entries:
    """Yield the pages of a CDX whose first line is its delimiter and the letters of its columns."""
    rows = numbered_lines(lines, name)
    header = next(rows)[1]
    sign, letters = header[0], header[1:].split(header[0])[1:]
    if "a" not in letters:
        raise Fault(FaultKind.LIST, f"{name}: CDX without column a (original URL)")
    for number, row in rows:
        capture = dict(zip(letters, row.split(sign), strict=False))
        if _is_page(capture.get("a"), capture.get("s"), capture.get("m")):
            yield number, capture["a"]


def headerless_cdx(lines: BufferedReader, name: str) -> Entries:
    """Yield the pages of a CDX without a header.

    Variants with 11, 9 and 7 columns all start with key, time, URL, media type and status.
    """
    for number, row in numbered_lines(lines, name):
        columns = row.split()
        if len(columns) >= 5 and _is_page(columns[2], columns[4], columns[3]):
            yield number, columns[2]


def in_json(lines: BufferedReader, name: str) -> Entries:
    """Yield the pages of JSON lines; in CDXJ, key and time precede the object."""
    for number, row in numbered_lines(lines, name):
        try:
            capture = msgspec.json.decode(row[row.find("{") :], type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise Fault(FaultKind.LIST, f"{name}: line {number}: {error}") from None
        if address := _captured(capture):
            yield number, address


def in_rows(lines: BufferedReader, name: str) -> Entries:
    """Yield the pages of a CDX server's `output=json`: arrays, the first one has column names."""
    text = lines.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise Fault(FaultKind.SIZE, f"{name}: more than {MOST_BYTES} bytes of JSON")
    try:
        columns, *rows = msgspec.json.decode(text, type=list[list[str]]) or [[]]
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Fault(FaultKind.LIST, f"{name}: {error}") from None
    for number, row in enumerate(rows, 2):
        if address := _captured(dict(zip(columns, row, strict=False))):
            yield number, address


def in_warc(archive: BufferedReader, name: str) -> Entries:
    """Yield the URLs of responses and resources in a WARC file, compressed or not."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # few crawls read an archive

    kinds = WarcRecordType.response | WarcRecordType.resource
    try:
        for number, record in enumerate(ArchiveIterator(archive, record_types=kinds), 1):
            # WARC 1.0 has the URL in angle brackets.
            address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
            is_resource = record.record_type == WarcRecordType.resource
            if _is_page(address, _status(record, is_resource), _media_type(record, is_resource)):
                yield number, address
    except (OSError, UnicodeError) as error:
        raise Fault(FaultKind.WARC, f"{name}: {error}") from None


def _captured(capture: Mapping[str, Any]) -> str | None:
    """Return the URL of a capture with named fields, if it is of a page."""
    address = _first(capture, "url", "original", "uri")
    status = _first(capture, "status", "statuscode", "hsc")
    stated = _first(capture, "mime", "mimetype", "mct")
    detected = _first(capture, "mime-detected")
    is_page = _is_page(address, status, stated) or (
        detected and _is_page(address, status, detected)
    )
    return address if is_page else None


def _first(capture: Mapping[str, Any], *keys: str) -> str | None:
    return next((str(capture[key]) for key in keys if capture.get(key) is not None), None)


def _status(record: "WarcRecord", is_resource: bool) -> str | None:
    if is_resource:
        return None
    return str(record.http_headers.status_code) if record.http_headers else "-"


def _media_type(record: "WarcRecord", is_resource: bool) -> str | None:
    """Return the media type: that of the HTTP response, or of the record for a resource."""
    if is_resource:
        return record.headers.get("Content-Type")
    return record.http_content_type


def _is_page(address: str | None, status: str | None, media_type: str | None) -> bool:
    bare = (media_type or "").partition(";")[0].strip().lower()
    is_html = bare in _HTML or bare in _UNKNOWN
    is_http = (address or "").lower().startswith(("http://", "https://"))
    is_answer = status in (None, "", "200") or (status == "-" and bare in _HTML)
    return is_http and is_html and is_answer


FORMS = (
    (re.compile(r"(.)CDX(\1[A-Za-z])+$"), by_header),
    (re.compile(r"\S+ \d{14} [^\s{]+ \S+ \S+"), headerless_cdx),
    (re.compile(r"""(?:\S+ \S+ (?:\S+ )?)?\{[^{}\[]*"(?:url|uri|original)"\s*:"""), in_json),
    (re.compile(r"\[\s*[\[\]]"), in_rows),
)
"""The start of the first line of each format, and its reader."""
