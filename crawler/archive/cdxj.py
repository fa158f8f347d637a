"""CDXJ, the index of WARC files: a sorted line for each response.

https://specs.webrecorder.net/cdxj/
"""

import re
import warnings

import msgspec

from crawler.archive.writer import Written

with warnings.catch_warnings():  # Python 3.12 and later warn of its string escapes
    warnings.simplefilter("ignore")
    from surt import surt

SUFFIX = ".cdxj"
_DIGITS = re.compile(r"\D")


class IndexEntry(msgspec.Struct, frozen=True):
    """The JSON of a line: all values are strings, as other tools write them."""

    url: str
    mime: str
    status: str
    digest: str
    length: str
    offset: str
    filename: str


def index_line(written: Written, offset: int, filename: str) -> bytes:
    """Return the line for an exchange at an offset of a file, without newline."""
    entry = IndexEntry(
        written.url,
        written.mime,
        written.status,
        written.digest,
        str(written.length),
        str(offset + written.offset),
        filename,
    )
    date = _DIGITS.sub("", written.date)[:14]
    return f"{surt(written.url)} {date} ".encode() + msgspec.json.encode(entry)


def index_of(lines: list[bytes]) -> bytes:
    """Return an index as a file, sorted by bytes."""
    return b"".join(line + b"\n" for line in sorted(lines))


def read_line(line: bytes) -> tuple[str, str, IndexEntry]:
    """Return key, time (14 digits) and entry of a line. Raises msgspec.DecodeError, ValueError."""
    key, date, entry = line.decode().split(" ", 2)
    return key, date, msgspec.json.decode(entry, type=IndexEntry)
