"""Lines of a CDXJ index for what was written; a module of its own, as surt loads an HTTP client."""

import re
import warnings

import msgspec

from crawler.archive.cdxj import IndexEntry
from crawler.archive.writer import Written

with warnings.catch_warnings():  # Python 3.12 and later warn of its string escapes
    warnings.simplefilter("ignore")
    from surt import surt

_DIGITS = re.compile(r"\D")


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
