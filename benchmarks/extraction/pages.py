"""Read pages with their true main text from a folder, in either of two layouts.

- `html/ID.html` or `html/ID.html.gz`, and lines of `id`, `url`, `main_content` and optionally
  `with` and `without` in `ground-truth.jsonl`;
- invented pages and their records, as written by `python -m benchmarks.rendering.corpus`.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.model import Page

_FETCHED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Truth:
    """A page and its true main text."""

    id: str
    page: Page
    text: str
    present: tuple[str, ...]
    """Snippets that the text must contain."""
    absent: tuple[str, ...]
    """Snippets that it must not contain."""


def truths(folder: Path) -> Iterator[Truth]:
    """Yield the pages of a folder."""
    yield from _invented(folder) if (folder / "expected.jsonl").exists() else _stated(folder)


def _invented(folder: Path) -> Iterator[Truth]:
    """Yield the invented pages that hold stories; the true text is that of all bodies."""
    texts: dict[str, list[str]] = {}
    for row in _rows(folder / "expected.jsonl"):
        if row["is_story"]:
            texts.setdefault(row["path"], []).append(row["body"])
    for row in _rows(folder / "pages.jsonl"):
        path = row["path"]
        if path in texts:
            page = Page(row["url"], "benchmark", _body(folder / path), _FETCHED)
            yield Truth(path, page, "\n\n".join(texts[path]), (), ())


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _stated(folder: Path) -> Iterator[Truth]:
    with (folder / "ground-truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Truth(
                row["id"],
                Page(
                    row["url"], "benchmark", _body(folder / "html" / f"{row['id']}.html"), _FETCHED
                ),
                row["main_content"],
                tuple(row.get("with") or ()),
                tuple(row.get("without") or ()),
            )


def _body(file: Path) -> bytes:
    """Return the uncompressed bytes of a page."""
    if file.exists():
        return file.read_bytes()
    return gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes())
