"""What others have captured: their indexes (CDX and its kin) and their archives (WARC).

Only what was answered with a page counts: status 200 and HTML, or no word about either, but for
HTML without a status: so do the indexes of converters list it. A revisit is none: it says that the
bytes of another capture came again.

CDX: https://iipc.github.io/warc-specifications/specifications/cdx-format/cdx-2015/ ·
CDXJ: https://specs.webrecorder.net/cdxj/ · the answers of CDX servers:
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server ·
WARC: ISO 28500, https://iipc.github.io/warc-specifications/
"""

import re
from collections.abc import Mapping
from io import BufferedReader
from typing import Any

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.base.faults import Fault
from crawler.discover.lines import Entries, written
from crawler.discover.unpack import MOST_BYTES

_HTML = ("text/html", "application/xhtml+xml")
_UNTOLD = ("", "-", "unk")
"""What stands where a crawler did not learn the media type."""


def by_header(lines: BufferedReader, name: str) -> Entries:
    """CDX whose first line names its columns by letters, after the sign that parts them."""
    rows = written(lines, name)
    header = next(rows)[1]
    sign, letters = header[0], header[1:].split(header[0])[1:]
    if "a" not in letters:
        raise Fault("list", f"{name}: the CDX has no column a, the address as it was asked for")
    for number, row in rows:
        said = dict(zip(letters, row.split(sign), strict=False))
        if _is_page(said.get("a"), said.get("s"), said.get("m")):
            yield number, said["a"]


def by_place(lines: BufferedReader, name: str) -> Entries:
    """CDX without a header: key, time, address, media type and status come first in all of them,
    those of 11, 9 and 7 columns."""
    for number, row in written(lines, name):
        columns = row.split()
        if len(columns) >= 5 and _is_page(columns[2], columns[4], columns[3]):
            yield number, columns[2]


def in_json(lines: BufferedReader, name: str) -> Entries:
    """A JSON object a line; in CDXJ, key and time stand before it."""
    for number, row in written(lines, name):
        try:
            said = msgspec.json.decode(row[row.find("{") :], type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise Fault("list", f"{name}: line {number}: {error}") from None
        if address := _captured(said):
            yield number, address


def in_rows(lines: BufferedReader, name: str) -> Entries:
    """The answer of a CDX server to `output=json`: arrays, the first of which names the columns."""
    text = lines.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise Fault("size", f"{name}: more than {MOST_BYTES} bytes of JSON")
    try:
        columns, *rows = msgspec.json.decode(text, type=list[list[str]]) or [[]]
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Fault("list", f"{name}: {error}") from None
    for number, row in enumerate(rows, 2):
        if address := _captured(dict(zip(columns, row, strict=False))):
            yield number, address


def in_warc(archive: BufferedReader, name: str) -> Entries:
    """The addresses of the responses and resources in a WARC file, packed or not."""
    kinds = WarcRecordType.response | WarcRecordType.resource
    try:
        for number, record in enumerate(ArchiveIterator(archive, record_types=kinds), 1):
            # WARC 1.0 shows the address in brackets.
            address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
            if _is_page(address, _status(record), _media_type(record)):
                yield number, address
    except (OSError, UnicodeError) as error:
        raise Fault("warc", f"{name}: {error}") from None


def _captured(said: Mapping[str, Any]) -> str | None:
    """The address of a capture told in words, if it was of a page."""
    address = _first(said, "url", "original", "uri")
    status = _first(said, "status", "statuscode", "hsc")
    told, seen = _first(said, "mime", "mimetype", "mct"), _first(said, "mime-detected")
    is_page = _is_page(address, status, told) or (seen and _is_page(address, status, seen))
    return address if is_page else None


def _first(said: Mapping[str, Any], *keys: str) -> str | None:
    return next((str(said[key]) for key in keys if said.get(key) is not None), None)


def _status(record: WarcRecord) -> str | None:
    if record.record_type == WarcRecordType.resource:
        return None
    return str(record.http_headers.status_code) if record.http_headers else "-"


def _media_type(record: WarcRecord) -> str | None:
    """Return the media type of a page: a resource was not answered by HTTP, and has its own."""
    if record.record_type == WarcRecordType.resource:
        return record.headers.get("Content-Type")
    return record.http_content_type


def _is_page(address: str | None, status: str | None, media_type: str | None) -> bool:
    bare = (media_type or "").partition(";")[0].strip().lower()
    is_html = bare in _HTML or bare in _UNTOLD
    is_http = (address or "").lower().startswith(("http://", "https://"))
    is_answer = status in (None, "", "200") or (status == "-" and bare in _HTML)
    return is_http and is_html and is_answer


FORMS = (
    (re.compile(r"(.)CDX(\1[A-Za-z])+$"), by_header),
    (re.compile(r"\S+ \d{14} [^\s{]+ \S+ \S+"), by_place),
    (re.compile(r"""(?:\S+ \S+ (?:\S+ )?)?\{[^{}\[]*"(?:url|uri|original)"\s*:"""), in_json),
    (re.compile(r"\[\s*[\[\]]"), in_rows),
)
"""How the first line of each form begins, and what reads it."""
