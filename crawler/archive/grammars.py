"""The headers of WARC and ARC records, and how each begins and ends."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """What records of a format look like."""

    start: re.Pattern[bytes]
    """The first line of a record."""
    following: re.Pattern[bytes]
    """A line end, and the first line of a record that is looked for in damaged bytes."""
    header_end: re.Pattern[bytes]
    parse: Callable[[bytes], dict[str, str]]
    """Returns the headers of a record by lower-case name, those of ARC by their names in WARC."""
    longest_start: int
    """Bytes of a first line at most."""
    end: bytes
    """What follows a block."""


def parse_headers(head: bytes) -> dict[str, str]:
    """Return the headers below the first line, by lower-case name; the last one counts.

    >>> parse_headers(b"WARC/1.1\\r\\nWARC-Type: response\\r\\nX-A: b\\r\\n c")
    {'warc-type': 'response', 'x-a': 'b c'}
    """
    return {name.lower(): value for name, value in header_lines(head)}


def header_lines(head: bytes, charset: str = "utf-8") -> list[tuple[str, str]]:
    """Return names and values of the headers below the first line; continued lines are joined.

    Bytes that are invalid in the charset are read as Latin-1.
    """
    lines: list[tuple[str, str]] = []
    for line in _text(head, charset).replace("\r\n", "\n").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if line.startswith((" ", "\t")) and lines:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line.strip()}")
        elif colon:
            lines.append((name.strip(), value.strip()))
    return lines


def parse_arc_line(line: bytes) -> dict[str, str]:
    """Return the header line of an ARC record: URL, IP, date, media type, …, length.

    >>> parse_arc_line(b"http://a.example/ 1.2.3.4 20010203040506 text/html 99")["warc-date"]
    '20010203040506'
    """
    url, _, date, kind, *_, length = _text(line).split()
    return {
        "warc-type": "warcinfo" if url.startswith("filedesc:") else "response",
        "warc-target-uri": url,
        "warc-date": date,
        "content-type": kind,
        "content-length": length,
    }


def _text(head: bytes, charset: str = "utf-8") -> str:
    try:
        return head.decode(charset)
    except UnicodeDecodeError:
        return head.decode("latin-1")


WARC = Grammar(
    start=re.compile(rb"WARC/[01]\.\d+[ \t]*\r?\n"),
    following=re.compile(rb"\nWARC/[01]\.\d+[ \t]*\r?\n[A-Za-z-]+:"),
    header_end=re.compile(rb"\r?\n\r?\n"),
    parse=parse_headers,
    longest_start=16,
    end=b"\r\n\r\n",
)
_ARC_LINE = (
    rb"(?:https?|ftp|dns|filedesc|warcinfo|whois|metadata|mailto):\S{1,4000} \S{1,64} \d{14} "
    rb"\S{1,200}(?: \S{1,400}){0,5} \d{1,12}\r?\n"
)
ARC = Grammar(
    start=re.compile(_ARC_LINE),
    following=re.compile(rb"\n" + _ARC_LINE),
    header_end=re.compile(rb"\r?\n"),
    parse=parse_arc_line,
    longest_start=8192,
    end=b"\n",
)
