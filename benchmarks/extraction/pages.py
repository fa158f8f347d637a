"""Pages with their true main text, in a folder: `html/ID.html` or `html/ID.html.gz`, and lines of
`id`, `url`, `main_content` and perhaps `with` and `without` in `ground-truth.jsonl`."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.model import Page

_FETCHED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Truth:
    """A page, and what a reader took for its main text."""

    id: str
    page: Page
    text: str
    present: tuple[str, ...]
    """Snippets that must be in the text."""
    absent: tuple[str, ...]
    """Snippets that must not."""


def truths(folder: Path) -> Iterator[Truth]:
    """The pages of a folder."""
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
    """The bytes of a page, unpacked."""
    if file.exists():
        return file.read_bytes()
    return gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes())
