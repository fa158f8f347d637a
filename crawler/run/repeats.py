"""Which texts that recur over a source's pages are furniture, though no rule knows their words.

Pure: a source's counts go in with its new stories, the marks of furniture come out. How often a
text must recur depends on how it stands (docs/cleaning.md, docs/decisions/0005-repetition.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.run.block_context import Standing, Text
from crawler.run.repeat_counts import WINDOW, Box, Counts, Seen


class Enough(NamedTuple):
    """How often a text must stand in one way to be furniture."""

    stories: int
    share: float
    """Of the source's stories."""


ENOUGH: Mapping[Standing, Enough] = {
    "aside": Enough(5, 0.10),
    "boxed": Enough(5, 0.10),
    "line": Enough(5, 0.15),
    "call": Enough(20, 0.50),
    "edge": Enough(20, 0.90),
}
"""A text that stands `within` is none, however often."""
MOST_NEEDED = max(enough.stories for enough in ENOUGH.values())
"""Stories of a source that show all of its furniture, as far as it stands on all pages."""
_LEAST = min(enough.stories for enough in ENOUGH.values())
_BOX_SHARE = 0.5
"""Of the source's stories that have a box whose sentences may be furniture."""
_BOX_REPEATS = 5
"""Stories for each text of such a box: it holds a few, again and again."""
_ELSEWHERE = 0.2
"""Share of a text's stories in which it may stand within the story."""
_PART = 0.5
"""Share of a text's stories in which it may go on into the same text as before."""
_SAME = 0.7
"""Share of a story's sentences that it has in common with another take of it."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A text that recurs."""

    text: str
    stories: int
    of: int
    """The source's stories by then."""


@dataclass(slots=True)
class Repetition:
    """One source's counts, and the furniture they have shown so far."""

    counts: Counts = field(default_factory=Counts)
    known: set[int] = field(default_factory=set)
    """Marks of furniture. Once known it stays: else a page read again would change back."""
    suspects: dict[int, Repeated] = field(default_factory=dict)
    """By mark: what recurs, and may be furniture or the story's own."""

    def learn(self, stories: Iterable[Sequence[Text]]) -> None:
        """Count stories that were not counted before, and judge the texts they show. The result
        does not depend on their order if they are given in an order of their own."""
        met: dict[int, Text] = {}
        for texts in stories:
            self._count(texts)
            met.update((text.mark, text) for text in texts)
        for mark, text in met.items():
            if mark not in self.known:
                self._judge(mark, text)
        if self.counts.stories > WINDOW:
            self.counts.halve()

    def _count(self, texts: Sequence[Text]) -> None:
        counts = self.counts
        number = _take_of([text for text in texts if text.mark not in self.known], counts)
        is_take = number is not None
        if number is None:
            number = counts.numbered
            counts.numbered += 1
            counts.stories += 1
        for text in texts:
            is_known = text.mark in self.known
            is_new = not is_known and text.mark not in counts.texts
            if is_take and not is_new:
                continue
            if text.standing in ("aside", "boxed"):
                counts.boxes.setdefault(text.box, Box()).take(number, is_new)
            if not is_known:
                counts.texts.setdefault(text.mark, Seen()).take(number, text)

    def _judge(self, mark: int, text: Text) -> None:
        counts, seen = self.counts, self.counts.texts[mark]
        if seen.stories < _LEAST:
            return
        ways: dict[Standing, int] = {way: getattr(seen, way) for way in ENOUGH}
        within = seen.stories - sum(ways.values())
        apart = within <= _ELSEWHERE * seen.stories and seen.part <= _PART * seen.stories
        if apart and any(
            _is_enough(way, number, counts.stories)
            and (way != "boxed" or _is_slot(counts.boxes.get(text.box), counts.stories))
            for way, number in ways.items()
        ):
            self.known.add(mark)
            self.suspects.pop(mark, None)
        elif within < seen.stories and seen.stories >= _suspicious(ways) * counts.stories:
            self.suspects[mark] = Repeated(text.text, seen.stories, counts.stories)


def _take_of(texts: Sequence[Text], counts: Counts) -> int | None:
    """The number of the story that this is another take or copy of: most of its sentences stood
    there. Takes count once, else what they share would look like furniture."""
    shared: Counter[int] = Counter()
    total = 0
    for text in texts:
        if text.standing in ("within", "edge"):
            total += len(text.text)
            if seen := counts.texts.get(text.mark):
                shared[seen.last] += len(text.text)
    if not shared:
        return None
    number, length = max(shared.items(), key=lambda pair: (pair[1], pair[0]))
    return number if length >= _SAME * total else None


def _is_enough(way: Standing, number: int, stories: int) -> bool:
    enough = ENOUGH[way]
    return number >= enough.stories and number >= enough.share * stories


def _is_slot(box: Box | None, stories: int) -> bool:
    """Whether a box is there for furniture: on half of the pages, with the same few texts."""
    return bool(
        box and box.stories >= _BOX_SHARE * stories and box.stories >= _BOX_REPEATS * box.texts
    )


def _suspicious(ways: Mapping[Standing, int]) -> float:
    """The share of stories from which a text is shown to a person."""
    phrase = ways["aside"] + ways["line"] + ways["call"] > 0
    return ENOUGH["aside"].share if phrase else ENOUGH["call"].share
