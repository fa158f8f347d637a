"""Sum words, links and headings of each box of a page, including the boxes inside it."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import mul

from crawler.reading.parse.outline import Outline

_LINK, _STORY_LINK_WORDS = 0.9, 4
"""Minimum share of links, and minimum words, of a block that may be a teaser headline."""


class Sums:
    """Totals over all blocks of each box, by box number. The blocks of a box are consecutive, so
    each total is the difference of two running totals."""

    def __init__(
        self,
        outline: Outline,
        boxes: Sequence[int],
        words: Sequence[int],
        prose: Sequence[int],
        linked: Sequence[float],
        headings: Sequence[bool],
    ) -> None:
        """Take for each block its box, the count of its words and of those of running text, the
        share of links, and whether it is a heading."""
        self._parents = outline.parents
        self.first, self.after = _spans(outline.parents, boxes)
        """The first block of each box, and the block after its last."""
        self._words, self._prose = _so_far(words), _so_far(prose)
        self._linked = _so_far(map(mul, linked, words))
        self._headings = _so_far(headings)
        self._links = _so_far(
            [
                share >= _LINK and count >= _STORY_LINK_WORDS
                for share, count in zip(linked, words, strict=True)
            ]
        )

    def of(self, box: int) -> tuple[int, float, float, float, float, float]:
        """Return the counts of a box: blocks, words, words of running text, words in links,
        headings, and links to other stories."""
        start, end = self.first[box], self.after[box]
        words, prose, linked = self._words, self._prose, self._linked
        headings, links = self._headings, self._links
        return (
            end - start,
            words[end] - words[start],
            prose[end] - prose[start],
            linked[end] - linked[start],
            headings[end] - headings[start],
            links[end] - links[start],
        )

    def prose(self, box: int) -> float:
        """Return the words of running text in a box."""
        return self._prose[self.after[box]] - self._prose[self.first[box]]

    def path_of_prose(self, share: float) -> list[int]:
        """Return the boxes from the root down that each hold at least this share of the prose of
        the box before; `share` is greater than a half, so there is at most one path."""
        path, here, held = [0], 0, self.prose(0)
        for box, above in enumerate(self._parents):
            if above == here and (amount := self.prose(box)) and amount >= share * held:
                path.append(box)
                here, held = box, amount
        return path


def _spans(parents: Sequence[int], boxes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the first block of each box, and the block after its last. Boxes are numbered in the
    order of their first blocks."""
    first: list[int] = []
    after = [0] * len(parents)
    known = 0
    for number, box in enumerate(boxes):
        if box >= known:
            first += [number] * (box + 1 - known)
            known = box + 1
        after[box] = number + 1
    for box in range(len(parents) - 1, 0, -1):
        end, above = after[box], parents[box]
        if after[above] < end:
            after[above] = end
    return first, after


def _so_far(amounts: Iterable[float]) -> list[float]:
    return [0, *accumulate(amounts)]
