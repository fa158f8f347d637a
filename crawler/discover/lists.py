"""Lists of addresses: text, tables, JSON, and what others have captured before us."""

from collections.abc import Callable, Iterator
from io import BufferedReader, BytesIO
from typing import BinaryIO

from crawler.discover.captures import FORMS, in_warc
from crawler.discover.json_lists import DOCUMENT, in_document
from crawler.discover.lines import Entries, written
from crawler.discover.links import Link, canonical
from crawler.discover.tables import ADDRESS, in_table, sign_of
from crawler.discover.unpack import HEAD, MOST_BYTES, unpacking
from crawler.model import Hint

_Reader = Callable[[BufferedReader, str], Entries]


def read_list(body: bytes, url: str) -> Iterator[Link]:
    """Yield the addresses in a list of any form, each once, in its order; of captures only those of
    pages. When they were captured says nothing of the story, and is left out.

    Raises Fault `size` or `gzip` for what cannot be unpacked, `list` or `warc` for what cannot be
    read.
    """
    seen: set[int] = set()
    for _, written_so in entries(BytesIO(body), url, MOST_BYTES):
        address = canonical(written_so, "")
        if address is not None and hash(address) not in seen:
            seen.add(hash(address))
            yield Link(address, Hint(url))


def entries(stream: BinaryIO, name: str, most: int) -> Entries:
    """Each address in a list as it is written, with the number of its line, row or record.

    What has no other form is text with one address a line. `most` bounds the bytes, unpacked.
    Raises Fault as `read_list` does.
    """
    lines = unpacking(stream, name, most)
    read = _reader(lines.peek(HEAD)) or _in_text
    yield from read(lines, name)


def is_list(head: bytes) -> bool:
    """Whether what begins so is a list of addresses.

    >>> is_list(b"# ours\\nhttp://a.example/1.htm\\n"), is_list(b"see http://a.example/1.htm\\n")
    (True, False)
    """
    return _reader(head) is not None


def _reader(head: bytes) -> _Reader | None:
    if head.startswith(b"WARC/"):
        return in_warc
    _, first = next(written(BufferedReader(BytesIO(head)), ""), (0, ""))
    if ADDRESS.match(first):
        return _in_text
    for pattern, read in FORMS:
        if pattern.match(first):
            return read
    if DOCUMENT.match(head):
        return in_document
    return in_table if sign_of(head) else None


def _in_text(lines: BufferedReader, name: str) -> Entries:
    """One address a line; `#` begins a comment line."""
    return ((number, line.strip()) for number, line in written(lines, name))
