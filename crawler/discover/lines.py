"""The lines of a list of addresses, whatever ends them."""

from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper

from crawler.base.faults import Fault

Entries = Iterator[tuple[int, str]]
"""Addresses as they are written, each with the number of its line, row or record."""

MOST_LINES = 5_000_000
"""More would be millions of stories, or nothing at all."""
LONGEST = 1_000_000
"""Characters of a line; a longer one is no address, and would lie in memory whole."""


def written(lines: BufferedReader, name: str) -> Entries:
    """Yield the lines that say something; `#` begins a comment, `!` what a CDXJ file says of it.

    Raises Fault `size` for too many lines, or too long a one.
    """
    text = TextIOWrapper(lines, "utf-8", "surrogateescape", newline=None)
    for number, line in enumerate(iter(lambda: text.readline(LONGEST), ""), 1):
        if number > MOST_LINES:
            raise Fault("size", f"{name}: more than {MOST_LINES} lines")
        if len(line) == LONGEST and not line.endswith("\n"):
            raise Fault("size", f"{name}: line {number} has more than {LONGEST} characters")
        bare = line.removeprefix("\ufeff").rstrip()
        if bare.lstrip()[:1] not in ("", "#", "!"):
            yield number, bare
