"""What the first verdicts on all blocks of a page say of one of them.

A page's story is mostly of a piece: a block in doubt is weighed anew with how likely its
neighbours, its box and the page as a whole are story.
"""

from collections.abc import Sequence
from itertools import accumulate

from crawler.clean.surroundings import Surroundings

_NEAR, _AROUND = 3, 8
"""Blocks on each side."""
_MOST_WORDS = 100
"""A block counts as so many words at most."""
_FAR = 20
"""Blocks; further away is all the same."""
_UNKNOWN = -1.0
"""Of a box that holds nothing else."""

VERDICTS = (
    "story",
    *(f"story {step:+d}" for step in (-1, 1, -2, 2, -3, 3)),
    *(f"story of {count} {side}" for count in (_NEAR, _AROUND) for side in ("before", "behind")),
    *("story of rest of box", "story of rest of outer box", "counted words of box"),
    *("story so far", "from first story", "from last story", "words of story", "share of story"),
    *(f"surest of {_AROUND} {side}" for side in ("before", "behind")),
    "counted words",
)
"""The traits told here, in their order. `story` is a probability, or its mean over words."""


class Verdicts:
    """The verdicts on a page. What all its blocks share is counted once."""

    def __init__(self, page: Surroundings, story: Sequence[float]) -> None:
        """`story` is for each block how likely it is story."""
        self._story = (*(0.0,) * _AROUND, *story, *(0.0,) * _AROUND)
        self._words = [min(words, _MOST_WORDS) for words in page.words]
        self._of_story = [likely * words for likely, words in zip(story, self._words, strict=True)]
        self._page = page
        self._words_to = list(accumulate(self._words, initial=0))
        self._story_to = list(accumulate(self._of_story, initial=0.0))
        told = [number for number, likely in enumerate(story) if likely > 0.5]
        self._first, self._last = (told[0], told[-1]) if told else (0, len(story) - 1)
        self._boxes = self._by(page.boxes)
        self._outer = self._by(page.outer_boxes)

    def of(self, number: int) -> tuple[float, ...]:
        """The traits of one block that `VERDICTS` names."""
        story, at = self._story, number + _AROUND
        box, outer = self._page.boxes[number], self._page.outer_boxes[number]
        total = self._story_to[-1]
        return (
            story[at],
            *(story[at - 1], story[at + 1], story[at - 2], story[at + 2]),
            *(story[at - 3], story[at + 3]),
            *(self._mean(number - _NEAR, number), self._mean(number + 1, number + 1 + _NEAR)),
            *(self._mean(number - _AROUND, number), self._mean(number + 1, number + 1 + _AROUND)),
            self._rest(self._boxes[box], number),
            self._rest(self._outer[outer], number),
            self._boxes[box][1],
            self._story_to[number + 1] / max(total, 1.0),
            max(-_FAR, min(_FAR, number - self._first)),
            max(-_FAR, min(_FAR, number - self._last)),
            total,
            total / self._words_to[-1],
            max(story[at - _AROUND : at]),
            max(story[at + 1 : at + 1 + _AROUND]),
            self._words[number],
        )

    def _mean(self, first: int, end: int) -> float:
        """How likely the words of some blocks are story."""
        first, end = max(0, first), min(len(self._words), end)
        words = self._words_to[end] - self._words_to[first] if end > first else 0
        return (self._story_to[end] - self._story_to[first]) / words if words else 0.0

    def _rest(self, box: tuple[float, int], number: int) -> float:
        """The same for what else a box holds."""
        story, words = box
        words -= self._words[number]
        return (story - self._of_story[number]) / words if words else _UNKNOWN

    def _by(self, boxes: Sequence[str]) -> dict[str, tuple[float, int]]:
        """Words of story and all words of each box."""
        story, words = dict.fromkeys(boxes, 0.0), dict.fromkeys(boxes, 0)
        for number, box in enumerate(boxes):
            story[box] += self._of_story[number]
            words[box] += self._words[number]
        return {box: (story[box], count) for box, count in words.items()}
