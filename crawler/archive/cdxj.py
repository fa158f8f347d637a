"""CDXJ, the index of WARC files: a sorted line for each response.

https://specs.webrecorder.net/cdxj/
"""

import msgspec

SUFFIX = ".cdxj"


class IndexEntry(msgspec.Struct, frozen=True):
    """The JSON of a line: all values are strings, as other tools write them."""

    url: str
    mime: str
    status: str
    digest: str
    length: str
    offset: str
    filename: str


def index_of(lines: list[bytes]) -> bytes:
    """Return an index as a file, sorted by bytes."""
    return b"".join(line + b"\n" for line in sorted(lines))


def read_line(line: bytes) -> tuple[str, str, IndexEntry]:
    """Return key, time (14 digits) and entry of a line. Raises msgspec.DecodeError, ValueError."""
    key, date, entry = line.decode().split(" ", 2)
    return key, date, msgspec.json.decode(entry, type=IndexEntry)
