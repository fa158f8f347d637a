"""Lists on stdout: a table for people, JSON lines for scripts."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from crawler.base.faults import UsageFault, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

LIMIT = 50
"""Most rows of a table without `--limit`."""
_CHUNK = 100
"""Rows that are printed at once."""
_PIPED = (200, 25)
"""Columns and lines where stdout is no terminal."""
_STYLES = {
    **dict.fromkeys(("ok", "add"), "green"),
    **dict.fromkeys(("stopped", "modify"), "yellow"),
    **dict.fromkeys(("failed", "withheld", "killed", "delete"), "red"),
}
_ONE_LINE: Any = {"no_wrap": True, "overflow": "ellipsis"}

Item = TypeVar("Item")


class Column(NamedTuple):
    """A column of a table. The last one of a table has no width: it takes what is left."""

    title: str
    width: int | None = None
    right: bool = False


def list_arguments(parser: ArgumentParser) -> None:
    """Declare `--json` and `--limit`."""
    parser.add_argument(
        "--json", action="store_true", help="JSON lines, of all rows without --limit"
    )
    parser.add_argument(
        "--limit", type=int, metavar="N", help=f"most rows; 0: all (default: {LIMIT} in a table)"
    )


def print_list(
    options: Namespace,
    found: Iterable[Item],
    line: Callable[[Item], bytes],
    columns: tuple[Column, ...],
    cells: Callable[[Item], tuple[object, ...]],
    hide: Callable[[], None] = lambda: None,
) -> None:
    """Print the items as `--json` and `--limit` ask. Raises UsageFault for a negative limit.

    `hide` is called before something is printed to a terminal, on which progress may be shown.
    """
    hide = hide if sys.stdout.isatty() else lambda: None
    limit: int | None = options.limit
    if limit is not None and limit < 0:
        raise UsageFault(f"--limit {limit}: must not be negative")
    if limit is None and not options.json:
        limit = LIMIT
    items = islice(found, limit or None)
    if options.json:
        for item in items:
            hide()
            sys.stdout.buffer.write(line(item) + b"\n")
        return
    count = print_table(columns, map(cells, items), hide)
    if count and count == limit and options.limit is None:
        sys.stdout.flush()
        print(f"the first {limit}; --limit 0 lists all", file=sys.stderr)


def print_table(
    columns: tuple[Column, ...],
    rows: Iterable[tuple[object, ...]],
    hide: Callable[[], None] = lambda: None,
) -> int:
    """Print rows as a table, in chunks; return how many. The first chunk gives the widths."""
    from rich.text import Text  # takes 50 ms

    console = open_console()
    widths: list[int] = []
    count = 0
    for chunk in _chunks(rows):
        hide()
        lines = [[_text(value) for value in row] for row in chunk]
        if not widths:
            widths = _widths(columns, lines)
            titles = [column.title for column in columns]
            console.print(_line(columns, widths, titles), style="bold", **_ONE_LINE)
        text = Text("\n").join(_line(columns, widths, line) for line in lines)
        console.print(text, **_ONE_LINE)
        count += len(chunk)
    return count


def open_console() -> "Console":
    """Return a console on stdout; wide if that is no terminal, unless COLUMNS is set."""
    from rich.console import Console  # takes 50 ms

    width = None if sys.stdout.isatty() else get_terminal_size(_PIPED).columns
    return Console(highlight=False, width=width)


def _chunks(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _text(value: object) -> str:
    """Return a cell as text; hostile characters become blanks."""
    return "–" if value is None else printable(str(value))


def _widths(columns: tuple[Column, ...], lines: list[list[str]]) -> list[int]:
    """Return how wide each column is but the last: as its longest cell, within its limit."""
    from rich.cells import cell_len

    longest = (max(map(cell_len, cells)) for cells in zip(*lines, strict=True))
    return [
        max(len(column.title), min(most, column.width))
        for column, most in zip(columns, longest, strict=True)
        if column.width is not None
    ]


def _line(columns: tuple[Column, ...], widths: list[int], cells: list[str]) -> "Text":
    """Return a row; nothing in it is read as markup."""
    from rich.cells import cell_len, set_cell_size
    from rich.text import Text

    line = Text()
    for column, cell, width in zip(columns, cells, widths, strict=False):
        if (spare := width - cell_len(cell)) < 0:
            cell = f"{set_cell_size(cell, width - 1)}…"
        blanks = " " * max(spare, 0)
        line.append(f"{blanks}{cell}" if column.right else f"{cell}{blanks}", _STYLES.get(cell))
        line.append("  ")
    return line.append(cells[-1])
