"""Pages with their true main text: a folder with `html/ID.html.gz` and `ground-truth.jsonl`."""

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

    page: Page
    text: str
    present: tuple[str, ...]
    """Snippets that must be in the text."""
    absent: tuple[str, ...]
    """Snippets that must not."""


def truths(folder: Path) -> Iterator[Truth]:
    """The pages of a folder."""
    with (folder / "ground-truth.jsonl").open() as lines:
        for line in lines:
            row = json.loads(line)
            body = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
            yield Truth(
                Page(row["url"], "benchmark", body, _FETCHED),
                row["main_content"],
                tuple(row.get("with") or ()),
                tuple(row.get("without") or ()),
            )
