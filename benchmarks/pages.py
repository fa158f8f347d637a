"""Yield pages to measure: rendered ones, the sample archive, or a list of saved ones."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.rendering.corpus import pages
from crawler.model import Page

SEED = 20261123
_ROOT = Path(__file__).parent.parent
_SITE = _ROOT / "crawler" / "sample" / "site"
_ORIGIN = "http://archive.example"
_FETCHED = datetime(2026, 1, 15, tzinfo=UTC)


class _Listed(msgspec.Struct):
    path: str
    url: str
    fetched_at: datetime


def rendered(count: int, seed: int = SEED) -> Iterator[Page]:
    """Yield invented stories of every family, skin and kind of damage, deterministic for a seed."""
    for page in pages(count, seed):
        yield Page(page.url, "benchmark", page.data, datetime.fromisoformat(page.fetched))


def sample() -> Iterator[Page]:
    """Yield the pages of the sample archive."""
    for file in sorted(_SITE.rglob("*.htm*")):
        url = f"{_ORIGIN}/{file.relative_to(_SITE)}"
        yield Page(url, "benchmark", file.read_bytes(), _FETCHED, content_type="text/html")


def listed(listing: Path) -> Iterator[Page]:
    """Yield the pages listed in JSON lines of `{"path","url","fetched_at"}`. Paths are relative to
    the listing."""
    decode = msgspec.json.Decoder(_Listed).decode
    for line in listing.read_bytes().splitlines():
        if line.strip():
            row = decode(line)
            fetched = row.fetched_at.replace(tzinfo=row.fetched_at.tzinfo or UTC)
            yield Page(row.url, "benchmark", (listing.parent / row.path).read_bytes(), fetched)
