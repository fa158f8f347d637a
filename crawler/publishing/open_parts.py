"""The parts that a run is writing, and when there are too many of them."""

from crawler.dump.keys import KINDS, PartPlace
from crawler.dump.manifest import Part
from crawler.model import EncodedRows
from crawler.publishing.spool import OpenPart

FILES = 64
"""Most open files: each uses 0.25 MB of memory (3 MB with zstd)."""

PARTS = 4096
"""Most open parts. Most of so many have no file: their rows are in memory."""

HELD = 1 << 26
"""Most bytes of rows in memory."""


class OpenParts:
    """Open parts, by their place. `seal`, `discard` and `clear` end them all."""

    def __init__(self) -> None:
        self._parts: dict[PartPlace, OpenPart] = {}
        self._files = self._held = 0
        self.writes = 0
        """Most writes to one part: the rows of a page that come together are one."""

    def __len__(self) -> int:
        return len(self._parts)

    @property
    def are_too_many(self) -> bool:
        """Whether they use too much memory or too many files."""
        return self._files >= FILES or self._held >= HELD or len(self._parts) >= PARTS

    def get(self, place: PartPlace) -> OpenPart | None:
        """Return the part of a place, if there is one."""
        return self._parts.get(place)

    def add(self, place: PartPlace, part: OpenPart) -> OpenPart:
        """Add a part that has no rows yet; return it."""
        self._parts[place] = part
        return part

    def write(
        self, part: OpenPart, line: bytes | EncodedRows, story_day: str | None, count: int
    ) -> None:
        """Write rows to one of the parts, as `OpenPart.write` does. Raises OSError."""
        self._files -= part.has_file
        self._held -= part.held
        part.write(line, story_day, count)
        self._files += part.has_file
        self._held += part.held
        self.writes = max(self.writes, part.writes)

    def seal(self) -> list[Part]:
        """Seal all parts, those of records last. Raises OSError."""
        order = sorted(self._parts, key=lambda place: KINDS.index(place.kind))
        return [self._parts[place].seal() for place in order]

    def discard(self) -> None:
        """Delete all parts."""
        for part in self._parts.values():
            part.discard()

    def clear(self) -> None:
        """Forget all parts."""
        self._parts.clear()
        self._files = self._held = self.writes = 0
