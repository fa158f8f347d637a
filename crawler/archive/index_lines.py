"""Lines of a CDXJ index for what was written."""

import re
import warnings
from functools import cache
from typing import Any

import msgspec

from crawler.archive.cdxj import IndexEntry
from crawler.archive.writer import Written

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
    return f"{_surt()(written.url)} {date} ".encode() + msgspec.json.encode(entry)


@cache
def _surt() -> Any:
    """Return the function that orders the parts of a URL for an index.

    Imported when it is first needed: it loads an HTTP client.
    """
    with warnings.catch_warnings():  # Python 3.12 and later warn of its string escapes
        warnings.simplefilter("ignore")
        from surt import surt
    return surt
