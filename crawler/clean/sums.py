"""What each box of a page holds, together with the boxes inside it."""

from collections.abc import Sequence

from crawler.clean.outline import Outline
from crawler.model import Block

_LINK, _STORY_LINK_WORDS = 0.9, 4
"""Share of links and words of a block that may be the headline of another story."""


class Sums:
    """Sums over all blocks of each box, by its number."""

    def __init__(
        self,
        outline: Outline,
        boxes: Sequence[int],
        blocks: Sequence[Block],
        words: Sequence[int],
        prose: Sequence[int],
    ) -> None:
        """`boxes` are those of the blocks, `words` how many each block has, `prose` how many of
        them read like running text."""
        self._parents = outline.parents
        size = len(outline.parents)
        self.blocks, self.words, self.prose = [0] * size, [0] * size, [0] * size
        self.headings, self.links = [0] * size, [0] * size
        self.linked = [0.0] * size
        """Words in links."""
        self.first, self.last = [len(blocks)] * size, [-1] * size
        """The first and last block in each box."""
        rows = zip(boxes, blocks, words, prose, strict=True)
        for number, (box, block, count, running) in enumerate(rows):
            self.blocks[box] += 1
            self.words[box] += count
            self.prose[box] += running
            if block.linked:
                self.linked[box] += block.linked * count
                self.links[box] += block.linked >= _LINK and count >= _STORY_LINK_WORDS
            self.headings[box] += block.heading
            self.first[box] = min(self.first[box], number)
            self.last[box] = number
        self._add_up()

    def _add_up(self) -> None:
        """Add what each box holds to the box around it."""
        sums = (self.blocks, self.words, self.prose, self.headings, self.links)
        for box in range(len(self._parents) - 1, 0, -1):
            above = self._parents[box]
            if above < 0:
                continue
            for each in sums:
                each[above] += each[box]
            self.linked[above] += self.linked[box]
            self.first[above] = min(self.first[above], self.first[box])
            self.last[above] = max(self.last[above], self.last[box])

    def heirs(self) -> list[int]:
        """Return for each box the one inside that holds most of its prose; -1 where none does."""
        heirs = [-1] * len(self._parents)
        for box in range(len(self._parents) - 1, 0, -1):
            above = self._parents[box]
            if above >= 0 and (heirs[above] < 0 or self.prose[box] >= self.prose[heirs[above]]):
                heirs[above] = box
        return heirs
