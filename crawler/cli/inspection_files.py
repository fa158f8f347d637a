"""Files of inspections: one page, or an index with a page for each input in a folder beside it."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from crawler.base.faults import Fault, UsageFault, printable
from crawler.inspector.page import IndexRow, index_page, index_row, inspection_page
from crawler.inspector.values import Inspection

Work = tuple[str, Callable[[], Inspection]]
"""Name of an input, and a function that inspects it (may raise `Fault`)."""


def write_inspections(file: Path, title: str, works: Iterable[Work], several: bool) -> bool:
    """Write the inspections of all inputs; return whether all could be read.

    `several` asks for an index in `file` and the pages in a folder with its name and `.pages`.
    Raises `UsageFault` if a file cannot be written.
    """
    rows: list[IndexRow] = []
    folder = file.with_suffix(".pages")
    if several:
        _make(folder)
    for name, inspect in works:
        try:
            inspection = inspect()
        except Fault as fault:
            print(printable(f"{name}: {fault}"), file=sys.stderr)
            rows.append(IndexRow(name.removeprefix(f"{title}/"), None, str(fault)))
            continue
        place = folder / f"{len(rows) + 1:04d}.html" if several else file
        _write(place, inspection_page(inspection, f"../{file.name}" if several else None))
        shown = name.removeprefix(f"{title}/")
        rows.append(index_row(shown, inspection, f"{folder.name}/{place.name}"))
    if several:
        _write(file, index_page(title, rows))
    return all(row.file for row in rows)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageFault(f"{folder}: {error.strerror}") from None


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, "utf-8", errors="replace")
    except OSError as error:
        raise UsageFault(f"{file}: {error.strerror}") from None
