"""Values that the readers of all archive formats yield."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from msgspec import Struct

from crawler.dump.keys import unmarked

SOFTWARE = "wirecrawl"
"""Start of the `software` field in the warcinfo record of a crawl's own files."""

Opener = Callable[[int], BinaryIO]
"""Function that opens a file at a byte offset."""


Accept = Callable[[str], bool]
"""Function that decides by its place whether a record is read."""


def accept_all(_: str) -> bool:
    """Accept every place."""
    return True


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file of an archive, on disk or in a store."""

    name: str
    """Path or URL, for messages."""
    open: Opener

    packed_in: str = ""
    """Name of the WACZ that holds the file, if one does."""

    @property
    def base(self) -> str:
        """Name without folders, by which indexes and records refer to it."""
        base = unmarked(PurePath(self.name).name)
        return f"{PurePath(self.packed_in).name}/{base}" if self.packed_in else base

    def place(self, offset: int) -> str:
        """Return the place of a record, as in `raw.archive`."""
        return f"{self.base}#{offset}"


class ArchivePlace(Struct, frozen=True):
    """Where an archive is, as it is passed on to other processes."""

    store: str
    """URL of the store, with its options; empty for a path."""
    key: str
    """Key in the store, or path."""


class Postponed(Struct, frozen=True):
    """A revisit record whose original may come later in these archives."""

    offset: int
    headers: dict[str, str]
    """Headers by which the original is found."""
    url: str
    fields: dict[str, str]
    """Fields of the metadata record of the same exchange."""
    is_ours: bool


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """Something in an archive that could not be read."""

    file: str
    offset: int
    """Byte offset in the file as stored, compressed or not."""
    cause: str

    def __str__(self) -> str:
        """Return one line for a log."""
        return f"{self.file}, byte {self.offset}: {self.cause}"


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived answer, decoded."""

    url: str
    body: bytes
    fetched_at: datetime
    file: str
    """Name of the archive file, without folders."""
    offset: int
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """HTTP headers, in their order and case."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields of the metadata record of the same exchange."""
    is_ours: bool = False
    """Whether a crawl of this program wrote it."""

    @property
    def place(self) -> str:
        """Return where the answer is archived, as in `raw.archive` of a record."""
        return f"{self.file}#{self.offset}"

    def header(self, name: str) -> str | None:
        """Return an HTTP header; several lines are joined by commas (RFC 9110, 5.3)."""
        lines = [value for key, value in self.headers if key.lower() == name]
        return ", ".join(lines) or None


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """A record that holds no page, and why: it counts as skipped."""

    file: str
    offset: int
    reason: str


Found = Capture | SkippedRecord | UnreadableRecord
Entries = Iterator[Found]
