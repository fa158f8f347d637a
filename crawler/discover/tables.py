"""URLs in tables, and in lines with other columns such as a time."""

import csv
import re
from io import BufferedReader, BytesIO

from crawler.discover.lines import Entries, numbered_lines
from crawler.discover.listing_decompression import HEAD

ADDRESS = re.compile(r"\s*https?://\S+$", re.IGNORECASE)
"""A text that is exactly one URL."""

_ADDRESS_IN_LINE = re.compile(r"https?://", re.IGNORECASE)
_MARKUP = re.compile(rb"<[a-z!?/]", re.IGNORECASE)
_SIGNS = "\t;|,"
"""Possible column delimiters, the most reliable first."""


def sniff_delimiter(head: bytes) -> str | None:
    """Return the delimiter of a table of URLs; None if it is not such a table.

    >>> sniff_delimiter(b"id;address\\n1;http://a.example/\\n"), sniff_delimiter(b"url,title\\nhttp://a.example/,A")
    (';', ',')
    >>> sniff_delimiter(b"20010614090000 http://a.example/1.htm"), sniff_delimiter(b"see http://a.example/1.htm")
    (' ', None)
    """
    if _MARKUP.search(head):
        return None
    lines = [line for _, line in numbered_lines(BufferedReader(BytesIO(head)), "")]
    first = next((line for line in lines if _ADDRESS_IN_LINE.search(line)), None)
    if first is None:
        return None
    before = _ADDRESS_IN_LINE.split(first)[0].rstrip("\"'")
    if before.endswith(tuple(_SIGNS)):
        return before[-1]
    if not before and first is not lines[0]:
        return next((sign for sign in _SIGNS if sign in lines[0]), None)
    has_words = " " in first.strip() and (not before or before[-1] == " ")
    return " " if has_words and (not before or re.search(r"\d", before)) else None


def in_table(lines: BufferedReader, name: str) -> Entries:
    """Yield the first URL of each row."""
    sign = sniff_delimiter(lines.peek(HEAD)[:HEAD])
    for number, line in numbered_lines(lines, name):
        cells = line.split() if sign in (" ", None) else _cells(line, sign)
        for address in filter(ADDRESS.match, cells):
            yield number, address.strip()
            break


def _cells(line: str, sign: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=sign), [])
    except csv.Error:  # a cell over csv's size limit
        return []
