"""What is measured of the page around a block: where it stands, in what box, beside whom."""

from collections import Counter
from collections.abc import Sequence

from crawler.model import Block
from crawler.scripts import count_words
from crawler.text import ends_sentence

_PROSE_WORDS, _TEXT_WORDS = 10, 15
"""Words of a block that counts as prose, and of one that may begin or end the text."""
_PROSE_LINKED = 0.4
"""Share of links from which a block is no prose."""
_REACH = 2
_STEPS = (-2, -1, 1, 2)
"""Which neighbours are looked at, and how far they are."""
_FAR = 20
"""Blocks; further away is all the same."""

_OF_BOX = (
    *("prose of box", "prose of outer box", "in the box of most prose", "shared path"),
    *("linked of box", "words of box"),
)
_OF_NEIGHBOUR = ("words", "linked", "sentence", "heading", "same box")
_NOBODY = (0, 0.0, False, False)
AROUND = (
    *("from first prose", "from last prose", "place in page", "words before", "words behind"),
    *("repeats title", "repeated"),
    *_OF_BOX,
    *(f"{name} {step:+d}" for step in _STEPS for name in _OF_NEIGHBOUR),
)
"""The traits told here, in their order."""


class Surroundings:
    """A page as each of its blocks has it around itself. What all blocks share is counted once."""

    def __init__(self, blocks: Sequence[Block], title: str) -> None:
        self.blocks = blocks
        self.texts = [block.text for block in blocks]
        self.small = [text.lower() for text in self.texts]
        """The texts in small letters."""
        self.words = [count_words(text) for text in self.texts]
        self.ended = [ends_sentence(text) for text in self.texts]
        self._title = title.lower()
        self._repeated = Counter(self.texts)
        self.boxes = [block.place.rpartition("/")[0] for block in blocks]
        self.outer_boxes = [_outer(box) for box in self.boxes]
        beyond = (_NOBODY,) * _REACH
        self._near = (
            *beyond,
            *zip(
                [min(words, 60) for words in self.words],
                [block.linked for block in blocks],
                self.ended,
                [block.heading for block in blocks],
                strict=True,
            ),
            *beyond,
        )
        self._near_boxes = (*(None,) * _REACH, *self.boxes, *(None,) * _REACH)
        self._before: list[int] = []
        """Words before each block."""
        self._first, self._last = 0, len(blocks) - 1
        """The blocks that may begin and end the text."""
        self._of_box = self._count(blocks)

    def of(self, number: int) -> tuple[float, ...]:
        """The traits of one block that `AROUND` names."""
        text, before = self.small[number], self._before[number]
        total = self._before[-1] + self.words[-1]
        return (
            max(-_FAR, min(_FAR, number - self._first)),
            max(-_FAR, min(_FAR, number - self._last)),
            number / len(self.texts),
            before / total,
            (total - before - self.words[number]) / total,
            len(text) > 8 and text in self._title,
            min(self._repeated[self.texts[number]], 4),
            *self._of_box[self.boxes[number]],
            *self._of_neighbours(number),
        )

    def _of_neighbours(self, number: int) -> tuple[float, ...]:
        near, boxes, box = self._near, self._near_boxes, self.boxes[number]
        return (
            *(*near[number], boxes[number] == box),
            *(*near[number + 1], boxes[number + 1] == box),
            *(*near[number + 3], boxes[number + 3] == box),
            *(*near[number + 4], boxes[number + 4] == box),
        )

    def _count(self, blocks: Sequence[Block]) -> dict[str, tuple[float, ...]]:
        """Count words and prose, and tell what `_OF_BOX` names of each box."""
        words_of, linked_of = Counter[str](), dict.fromkeys(self.boxes, 0.0)
        prose_of, outer = Counter[str](), Counter[str]()
        far, texts_at = 0, []
        for number, (block, box, count) in enumerate(
            zip(blocks, self.boxes, self.words, strict=True)
        ):
            self._before.append(far)
            far += count
            words_of[box] += count
            linked_of[box] += block.linked * count
            if count >= _PROSE_WORDS and self.ended[number] and block.linked < _PROSE_LINKED:
                prose_of[box] += count
                outer[self.outer_boxes[number]] += count
                if count >= _TEXT_WORDS:
                    texts_at.append(number)
        if texts_at:
            self._first, self._last = texts_at[0], texts_at[-1]
        main = max(prose_of, key=lambda box: prose_of[box], default="")
        prose = prose_of.total() or 1
        return {
            box: (
                prose_of[box] / prose,
                outer[_outer(box)] / prose,
                box == main,
                _shared(box, main),
                linked_of[box] / words,
                min(words, 3000),
            )
            for box, words in words_of.items()
        }


def _outer(box: str) -> str:
    """The box around a box."""
    return box.rpartition("/")[0]


def _shared(path: str, other: str) -> float:
    """The share of two paths that is the same, from the root down."""
    mine, theirs = path.split("/"), other.split("/")
    same = 0
    for step, its in zip(mine, theirs, strict=False):
        if step != its:
            break
        same += 1
    return same / max(len(mine), len(theirs))
