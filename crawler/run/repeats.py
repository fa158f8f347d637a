"""Detection of a source's boilerplate by repetition, for texts that no rule matches.

Pure: takes a source's counts and its new stories, and returns the marks of boilerplate. How often a
text must recur depends on its context (docs/cleaning.md, docs/decisions/0005-repetition.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.model import Context, Text
from crawler.run.repeat_counts import WINDOW, Box, Counts, Seen


class Threshold(NamedTuple):
    """How often a text must occur in one context to be boilerplate."""

    stories: int
    share: float
    """Share of the source's stories."""


THRESHOLDS: Mapping[Context, Threshold] = {
    "aside": Threshold(5, 0.10),
    "boxed": Threshold(5, 0.10),
    "line": Threshold(5, 0.15),
    "call": Threshold(20, 0.50),
    "edge": Threshold(20, 0.90),
}
"""Thresholds by context. A text that is `within` is never boilerplate."""
MOST_NEEDED = max(threshold.stories for threshold in THRESHOLDS.values())
"""Stories of a source after which all its boilerplate is known, if it is on all pages."""
_LEAST = min(threshold.stories for threshold in THRESHOLDS.values())
_BOX_SHARE = 0.5
"""Share of the source's stories that must have a box before its sentences can be boilerplate."""
_BOX_REPEATS = 5
"""Minimum stories per text of such a box: it has a few texts, again and again."""
_ELSEWHERE = 0.2
"""Maximum share of a text's stories in which it is within the story."""
_PART = 0.5
"""Maximum share of a text's stories in which it is joined to the same text as before."""
_SAME = 0.7
"""Share of a story's sentences that it must share with another version of it."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A repeated text."""

    text: str
    stories: int
    of: int
    """Number of the source's stories at the time."""


@dataclass(slots=True)
class Repetition:
    """The counts of one source, and the boilerplate found so far."""

    counts: Counts = field(default_factory=Counts)
    known: set[int] = field(default_factory=set)
    """Marks of boilerplate. They are never removed, else a page that is read again would change
    back."""
    suspects: dict[int, Repeated] = field(default_factory=dict)
    """By mark: repeated texts that may be boilerplate or part of the stories."""

    def learn(self, stories: Iterable[Sequence[Text]]) -> None:
        """Count new stories and classify their texts. The result does not depend on the order of
        pages if the stories are given in an order of their own."""
        met: dict[int, Text] = {}
        for texts in stories:
            self._count(texts)
            met.update((text.mark, text) for text in texts)
        for mark, text in met.items():
            if mark not in self.known:
                self._classify(mark, text)
        if self.counts.stories > WINDOW:
            self.counts.halve()

    def _count(self, texts: Sequence[Text]) -> None:
        counts = self.counts
        number = _version_of([text for text in texts if text.mark not in self.known], counts)
        is_version = number is not None
        if number is None:
            number = counts.numbered
            counts.numbered += 1
            counts.stories += 1
        for text in texts:
            is_known = text.mark in self.known
            is_new = not is_known and text.mark not in counts.texts
            if is_version and not is_new:
                continue
            if text.context in ("aside", "boxed"):
                counts.boxes.setdefault(text.box, Box()).take(number, is_new)
            if not is_known:
                counts.texts.setdefault(text.mark, Seen()).take(number, text)

    def _classify(self, mark: int, text: Text) -> None:
        counts, seen = self.counts, self.counts.texts[mark]
        if seen.stories < _LEAST:
            return
        ways: dict[Context, int] = {way: getattr(seen, way) for way in THRESHOLDS}
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


def _version_of(texts: Sequence[Text], counts: Counts) -> int | None:
    """Return the number of the story that this is another version or copy of, if most sentences
    match.

    Versions count once, else the text that they share would look like boilerplate.
    """
    shared: Counter[int] = Counter()
    total = 0
    for text in texts:
        if text.context in ("within", "edge"):
            total += len(text.text)
            if seen := counts.texts.get(text.mark):
                shared[seen.last] += len(text.text)
    if not shared:
        return None
    number, length = max(shared.items(), key=lambda pair: (pair[1], pair[0]))
    return number if length >= _SAME * total else None


def _is_enough(way: Context, number: int, stories: int) -> bool:
    threshold = THRESHOLDS[way]
    return number >= threshold.stories and number >= threshold.share * stories


def _is_slot(box: Box | None, stories: int) -> bool:
    """Return whether a box is for boilerplate: on half of the pages, with the same few texts."""
    return bool(
        box and box.stories >= _BOX_SHARE * stories and box.stories >= _BOX_REPEATS * box.texts
    )


def _suspicious(ways: Mapping[Context, int]) -> float:
    """Return the share of stories above which a text is proposed to an operator."""
    phrase = ways["aside"] + ways["line"] + ways["call"] > 0
    return THRESHOLDS["aside"].share if phrase else THRESHOLDS["call"].share
