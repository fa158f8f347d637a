"""Sum words, links and headings of each box of a page, including the boxes inside it."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from crawler.model import Block
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
        blocks: Sequence[Block],
        words: Sequence[int],
        prose: Sequence[int],
    ) -> None:
        """Take the box, the word count and the count of running-text words of each block."""
        self._parents = outline.parents
        self.first, self.after = _spans(outline.parents, boxes)
        """The first block of each box, and the block after its last."""
        linked = [block.linked for block in blocks]
        self._words, self._prose = _so_far(words), _so_far(prose)
        self._linked = _so_far(share * count for share, count in zip(linked, words, strict=True))
        self._headings = _so_far(block.heading for block in blocks)
        self._links = _so_far(
            share >= _LINK and count >= _STORY_LINK_WORDS
            for share, count in zip(linked, words, strict=True)
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

    def dominant_children(self, share: float) -> dict[int, int]:
        """Return for each box the child that holds at least this share of its prose; `share` is
        greater than a half, so there is at most one."""
        prose = self._prose
        held = [
            prose[end] - prose[start] for start, end in zip(self.first, self.after, strict=True)
        ]
        found: dict[int, int] = {}
        for box, (above, amount) in enumerate(zip(self._parents, held, strict=True)):
            if amount and above >= 0 and amount >= share * held[above]:
                found[above] = box
        return found


def _spans(parents: Sequence[int], boxes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the first block of each box, and the block after its last. Boxes are numbered in the
    order of their first blocks."""
    first: list[int] = []
    after = [0] * len(parents)
    for number, box in enumerate(boxes):
        if box >= len(first):
            first += [number] * (box + 1 - len(first))
        after[box] = number + 1
    for box in range(len(parents) - 1, 0, -1):
        above = parents[box]
        if after[above] < after[box]:
            after[above] = after[box]
    return first, after


def _so_far(amounts: Iterable[float]) -> list[float]:
    return [0, *accumulate(amounts)]
