"""Lists of URLs: plain text, tables, JSON, and web archive captures (CDX, WARC)."""

from collections.abc import Callable, Iterator
from io import BufferedReader, BytesIO
from typing import BinaryIO

from crawler.discover.captures import FORMS, in_warc
from crawler.discover.json_lists import DOCUMENT, in_document
from crawler.discover.lines import Entries, numbered_lines
from crawler.discover.links import Link, canonical
from crawler.discover.listing_decompression import HEAD, MOST_BYTES, unpacking
from crawler.discover.tables import ADDRESS, in_table, sniff_delimiter
from crawler.model import Hint

_Reader = Callable[[BufferedReader, str], Entries]


def read_list(body: bytes, url: str) -> Iterator[Link]:
    """Yield the URLs in a list in any format, without duplicates, in its order.

    Of captures, only pages count; the time of capture is ignored, as it is not the story's date.
    Raises Fault `size` or `gzip` if it cannot be decompressed, `list` or `warc` if it cannot be
    parsed.
    """
    seen: set[int] = set()
    for _, entry in entries(BytesIO(body), url, MOST_BYTES):
        address = canonical(entry, "")
        if address is not None and hash(address) not in seen:
            seen.add(hash(address))
            yield Link(address, Hint(url))


def entries(stream: BinaryIO, name: str, most: int) -> Entries:
    """Return an iterator over the URLs as written, with the number of the line, row or record.

    The fallback format is text with one URL per line. `most` limits the decompressed bytes.
    Raises Fault as `read_list` does.
    """
    lines = unpacking(stream, name, most)
    read = _reader(lines.peek(HEAD)) or _in_text
    yield from read(lines, name)


def is_list(head: bytes) -> bool:
    """Return whether the start of a file is that of a list of URLs.

    >>> is_list(b"# ours\\nhttp://a.example/1.htm\\n"), is_list(b"see http://a.example/1.htm\\n")
    (True, False)
    """
    return _reader(head) is not None


def _reader(head: bytes) -> _Reader | None:
    if head.startswith(b"WARC/"):
        return in_warc
    _, first = next(numbered_lines(BufferedReader(BytesIO(head)), ""), (0, ""))
    if ADDRESS.match(first):
        return _in_text
    for pattern, read in FORMS:
        if pattern.match(first):
            return read
    if DOCUMENT.match(head):
        return in_document
    return in_table if sniff_delimiter(head) else None


def _in_text(lines: BufferedReader, name: str) -> Entries:
    """Return the entries of a text with one URL per line; `#` starts a comment line."""
    return ((number, line.strip()) for number, line in numbered_lines(lines, name))
