"""What a dump must not publish again: the stories and pages that its erasures name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

import msgspec

from crawler.base.urls import bare
from crawler.dump.compression import PartError
from crawler.dump.index import read_manifest
from crawler.dump.manifest import Index
from crawler.dump.tombstones import Erasure, Tombstone
from crawler.sinks import Sink


@dataclass(frozen=True, slots=True)
class Erased:
    """The erased stories and pages of a dump."""

    stories: frozenset[str] = frozenset()
    """Ids."""
    pages: frozenset[str] = frozenset()
    """URLs without scheme."""

    @classmethod
    def of(cls, tombstones: Iterable[Tombstone]) -> Self:
        """Return the stories and pages that tombstones name."""
        rows = tuple(tombstones)
        return cls(
            frozenset(each.id for each in rows if each.id),
            frozenset(bare(url) for each in rows for url in each.urls),
        )

    def has_page(self, url: str) -> bool:
        """Return whether a page was erased, under any scheme."""
        return bool(self.pages) and bare(url) in self.pages

    def has(self, story: str, url: str) -> bool:
        """Return whether a story, or the page that gave it, was erased."""
        return story in self.stories or self.has_page(url)

    def has_row(self, line: bytes) -> bool:
        """Return whether a row of any kind of part is of an erased story or page."""
        return bool(self.stories or self.pages) and self.has(*subject_of(line))


class _Story(msgspec.Struct, frozen=True):
    id: str


class _Row(msgspec.Struct, frozen=True):
    url: str
    id: str = ""
    record: _Story | None = None


_rows = msgspec.json.Decoder(_Row)


def subject_of(line: bytes) -> tuple[str, str]:
    """Return the story and URL that a row is of; an empty story if it names none.

    Raises PartError if it is invalid.

    >>> subject_of(b'{"url":"https://wire.example/a","record":{"id":"0a1b"}}')
    ('0a1b', 'https://wire.example/a')
    """
    try:
        row = _rows.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"invalid row: {error}") from None
    return row.id or (row.record.id if row.record else ""), row.url


def last_erased(tombstones: Iterable[Tombstone]) -> dict[str, int]:
    """Return the last erased revision of each story."""
    return {each.id: each.through for each in tombstones if each.id}


def every_tombstone(sink: Sink, index: Index | None) -> tuple[Tombstone, ...]:
    """Return the tombstones of a dump, oldest first, also those of stories that were readmitted.

    Raises SinkError if it is damaged.
    """
    return tuple(stone for each in _erasures(sink, index) for stone in each.tombstones)


def read_tombstones(sink: Sink, index: Index | None) -> tuple[Tombstone, ...]:
    """Return the tombstones that keep stories and pages out, oldest first. Raises SinkError if the
    dump is damaged."""
    found: list[Tombstone] = []
    for erasure in _erasures(sink, index):
        found = [stone for stone in found if stone not in erasure.readmitted]
        found += erasure.tombstones
    return tuple(found)


def _erasures(sink: Sink, index: Index | None) -> Iterator[Erasure]:
    for named in index.erasures if index else ():
        if erasure := read_manifest(sink, named).erasure:
            yield erasure
