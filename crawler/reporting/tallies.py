"""Counters of texts in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crawler.html import short
from crawler.reporting.values import Repeated

MOST_TEXTS = 50_000
"""Different texts that are counted. Beyond it, those seen least are forgotten, so that
counts may be too low."""
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
    """Counts how often each text occurs, and where."""

    def __init__(self, most: int = MOST_TEXTS) -> None:
        self._most = most
        self._once: dict[str, Place] = {}
        """Texts seen in one story: most are."""
        self._seen: dict[str, _Seen] = {}

    def add(self, text: str, story: Place) -> None:
        """Count a text of a story. A story that is revised in the same run may count twice."""
        seen = self._seen.get(text)
        if seen is not None:
            seen.count += 1
            if story.source not in seen.sources and len(seen.sources) < _MOST_SOURCES:
                seen.sources.append(story.source)
        elif (first := self._once.get(text)) is None:
            self._once[text] = story
            if len(self._once) > self._most:
                self._once.clear()
                self._forget()
        elif first.id != story.id:
            del self._once[text]
            self._seen[text] = _Seen(2, first, list(dict.fromkeys((first.source, story.source))))

    def top(self, number: int, least: int = 2) -> tuple[Repeated, ...]:
        """Return the most frequent texts that occur at least so often, shortened."""
        ranked = sorted(self._all(least), key=lambda item: (-item[1].count, item[0]))
        return tuple(
            Repeated(short(text), seen.count, tuple(seen.sources), seen.story.url)
            for text, seen in ranked[:number]
        )

    def _all(self, least: int) -> Iterator[tuple[str, _Seen]]:
        for text, seen in self._seen.items():
            if seen.count >= least:
                yield text, seen
        if least <= 1:
            for text, story in self._once.items():
                yield text, _Seen(1, story, [story.source])

    def _forget(self) -> None:
        """Forget the less frequent half of the texts if they are too many."""
        if len(self._seen) > self._most:
            kept = sorted(self._seen.items(), key=lambda item: -item[1].count)
            self._seen = dict(kept[: self._most // 2])
