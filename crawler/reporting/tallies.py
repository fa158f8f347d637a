"""Counters of texts in bounded memory."""

from dataclasses import dataclass
from typing import NamedTuple

from crawler.html import short
from crawler.reporting.values import Repeated

MOST_TEXTS = 50_000
"""Different texts that are counted. Beyond it, those seen least are forgotten, so that
counts may be too low."""
_MOST_BYTES = 32 << 20
"""Bytes of stories with texts that are counted."""
_MOST_SOURCES = 3


class Place(NamedTuple):
    """A story in which a text occurs."""

    id: str
    source: str
    url: str


@dataclass(slots=True)
class _Seen:
    count: int
    story: Place
    sources: list[str]


class Tally:
    """Counts how often each of a few texts occurs, and where."""

    def __init__(self, most: int = MOST_TEXTS) -> None:
        self._most = most
        self._seen: dict[str, _Seen] = {}

    def add(self, text: str, story: Place) -> None:
        """Count a text of a story. A story that is revised in the same run may count twice."""
        seen = self._seen.get(text)
        if seen is None:
            if len(self._seen) >= self._most:
                self._forget()
            self._seen[text] = _Seen(1, story, [story.source])
        elif seen.count > 1 or seen.story.id != story.id:
            seen.count += 1
            if story.source not in seen.sources and len(seen.sources) < _MOST_SOURCES:
                seen.sources.append(story.source)

    def top(self, number: int, least: int = 2) -> tuple[Repeated, ...]:
        """Return the most frequent texts that occur at least so often, shortened."""
        counted = (item for item in self._seen.items() if item[1].count >= least)
        ranked = sorted(counted, key=lambda item: (-item[1].count, item[0]))
        return tuple(
            Repeated(short(text), seen.count, tuple(seen.sources), seen.story.url)
            for text, seen in ranked[:number]
        )

    def _forget(self) -> None:
        """Forget the less frequent half of the texts."""
        kept = sorted(self._seen.items(), key=lambda item: -item[1].count)
        self._seen = dict(kept[: self._most // 2])


class RepeatedTexts(Tally):
    """Counts texts that occur in several stories, among many that occur in one: of these, it keeps
    hashes, and their stories in one block of memory that goes back to the system."""

    def __init__(self, most: int = MOST_TEXTS) -> None:
        super().__init__(most)
        self._once: dict[int, int] = {}
        """Hash of a text seen in one story -> where that story begins in `_stories`."""
        self._stories = bytearray()
        self._last: tuple[Place | None, int] = None, 0
        """The last story in there, and where it begins."""

    def add(self, text: str, story: Place) -> None:
        """Count a text of a story, like `Tally.add`."""
        if text in self._seen:
            super().add(text, story)
            return
        key = hash(text)
        start = self._once.get(key)
        if start is None:
            self._once[key] = self._noted(story)
            if len(self._once) > self._most or len(self._stories) > _MOST_BYTES:
                self._once.clear()
                self._stories.clear()
                self._last = None, 0
        elif (first := self._story(start)).id != story.id:
            del self._once[key]
            super().add(text, first)
            super().add(text, story)

    def _noted(self, story: Place) -> int:
        """Return where a story begins, after adding it unless it is the last one."""
        if story is not self._last[0]:
            self._last = story, len(self._stories)
            self._stories += f"{' '.join(story)}\n".encode()
        return self._last[1]

    def _story(self, start: int) -> Place:
        end = self._stories.index(b"\n", start)
        return Place(*self._stories[start:end].decode().split(" ", 2))
