"""Lines of a list of URLs, with any kind of line end."""

from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault

Entries = Iterator[tuple[int, str]]
"""URLs as written, each with the number of its line, row or record."""

MOST_LINES = 5_000_000
"""Most lines in a list."""
LONGEST = 1_000_000
"""Most characters in a line, as a line is held in memory."""


def numbered_lines(lines: BufferedReader, name: str) -> Entries:
    """Yield lines that are not empty, comments (`#`) or metadata of a CDXJ file (`!`).

    Raises Fault `size` for too many lines or a line that is too long.
    """
    text = TextIOWrapper(lines, "utf-8", "surrogateescape", newline=None)
    for number, line in enumerate(iter(lambda: text.readline(LONGEST), ""), 1):
        if number > MOST_LINES:
            raise Fault(FaultKind.SIZE, f"{name}: more than {MOST_LINES} lines")
        if len(line) == LONGEST and not line.endswith("\n"):
            raise Fault(FaultKind.SIZE, f"{name}: line {number} has more than {LONGEST} characters")
        bare = line.removeprefix("\ufeff").rstrip()
        if bare.lstrip()[:1] not in ("", "#", "!"):
            yield number, bare
