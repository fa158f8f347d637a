"""What is measured of the page around a block: where it stands, in what box, beside whom."""

from collections import Counter
from collections.abc import Sequence

from crawler.clean.layout import Layout
from crawler.clean.names import bits_of, names_of
from crawler.clean.outline import Outline
from crawler.clean.stated import Stated, agree
from crawler.clean.sums import Sums
from crawler.model import Block
from crawler.scripts import count_words
from crawler.text import ends_sentence

_PROSE_WORDS, _TEXT_WORDS = 10, 15
"""Words of a block that counts as prose, and of one that may begin or end the text."""
_PROSE_LINKED = 0.4
"""Share of links from which a block is no prose."""
_BESIDE = bits_of("comment", "consent", "unseen")
"""Names of boxes that are as long as a story, and never one."""
_LINK, _LINK_WORDS = 0.9, 4
"""Share of links and words of the headline of another story."""
_REACH = 2
_FAR = 20
"""Blocks; further away is all the same."""
_HEADLINE = 8
"""Characters that the title must have in common with a heading, at least."""
_ABOVE, _BELOW, _NOWHERE = -40, 60, -99
"""Blocks from the headline, at most, and where no headline is found."""

_OF_BOX = (
    *("prose of box", "prose of outer box", "in the box of most prose", "shared path"),
    *("linked of box", "words of box"),
)
_OF_NEIGHBOUR = ("words", "linked", "sentence", "heading")
_NOBODY = (0, 0.0, False, False)
AROUND = (
    *("in stated body", "is description", "from headline"),
    *("from first prose", "from last prose", "place in page", "words before", "words behind"),
    *("repeats title", "repeated"),
    *_OF_BOX,
    *(f"{name} {step:+d}" for step in (-2, -1, 1, 2) for name in _OF_NEIGHBOUR),
)
"""The traits told here, in their order. A box is all that has one place, as the cards of a list."""


class Surroundings:
    """A page as each of its blocks has it around itself. What all blocks share is counted once."""

    def __init__(
        self, blocks: Sequence[Block], boxes: Sequence[int], outline: Outline, stated: Stated
    ) -> None:
        """`boxes` are the numbers of those of the blocks in the outline."""
        self.blocks, self.boxes, self.outline = blocks, boxes, outline
        self.texts = [block.text for block in blocks]
        self.small = [text.lower() for text in self.texts]
        """The texts in small letters."""
        self.words = [count_words(text) for text in self.texts]
        self.ended = [ends_sentence(text) for text in self.texts]
        self.names = names_of(outline)
        """What each box calls itself."""
        self._title = (stated.title or "").lower()
        self._repeated = Counter(self.texts)
        self._in_body, self._is_summary = agree(self.texts, stated)
        self._prose = self._find_prose()
        self.layout = Layout(outline, boxes, Sums(outline, boxes, blocks, self.words, self._prose))
        self._places = [_outer(block.place) for block in blocks]
        self._of_place = self._count()
        self._near = self._neighbours()
        self._headline = self._find_headline()
        self.end = self._find_end()
        """The first block of another story; the number of blocks where there is none."""

    def of(self, number: int) -> tuple[float, ...]:
        """The traits of one block that `AROUND` names."""
        text, before, near = self.small[number], self._before[number], self._near
        total = self._before[-1] + self.words[-1]
        headline = self._headline
        return (
            self._in_body[number],
            self._is_summary[number],
            _NOWHERE if headline is None else max(_ABOVE, min(_BELOW, number - headline)),
            max(-_FAR, min(_FAR, number - self._first)),
            max(-_FAR, min(_FAR, number - self._last)),
            number / len(self.texts),
            before / total,
            (total - before - self.words[number]) / total,
            len(text) > _HEADLINE and text in self._title,
            min(self._repeated[self.texts[number]], 4),
            *self._of_place[self._places[number]],
            *near[number],
            *near[number + 1],
            *near[number + 3],
            *near[number + 4],
        )

    def is_teaser(self, number: int) -> bool:
        """Return whether a block stands below the link to another story, in a box of such."""
        if not number:
            return False
        above, sums = self.blocks[number - 1], self.layout.sums
        container = max(0, self.outline.parents[self.boxes[number]])
        is_below = self.outline.parents[self.boxes[number - 1]] == container
        is_link = above.linked >= _LINK and self.words[number - 1] >= _LINK_WORDS
        links = sums.links[container]
        return is_below and is_link and links > 1 and sums.blocks[container] <= 3 * links

    def are_siblings(self, number: int, other: int) -> bool:
        """Return whether two blocks are of one box, or of two with one tag in one box."""
        box, its, outline = self.boxes[number], self.boxes[other], self.outline
        return box == its or (
            outline.parents[box] == outline.parents[its] and outline.tags[box] == outline.tags[its]
        )

    def _find_prose(self) -> list[int]:
        """Return how many words of each block are running text that may be of a story."""
        outline, beside = self.outline, list[bool]()
        for above, own in zip(outline.parents, self.names, strict=True):
            beside.append(bool(own & _BESIDE) or (above >= 0 and beside[above]))
        prose = [
            words if words >= _PROSE_WORDS and ended and block.linked < _PROSE_LINKED else 0
            for words, ended, block in zip(self.words, self.ended, self.blocks, strict=True)
        ]
        some = [0 if beside[box] else words for words, box in zip(prose, self.boxes, strict=True)]
        return some if any(some) else prose

    def _neighbours(self) -> tuple[tuple[float, ...], ...]:
        beyond = (_NOBODY,) * _REACH
        return (
            *beyond,
            *zip(
                [min(words, 60) for words in self.words],
                [block.linked for block in self.blocks],
                self.ended,
                [block.heading for block in self.blocks],
                strict=True,
            ),
            *beyond,
        )

    def _find_headline(self) -> int | None:
        """Return the heading that the title repeats, else the only `<h1>`."""
        tops = self._tops()
        title = [number for number in tops if self.small[number] in self._title] or [
            number
            for number, block in enumerate(self.blocks)
            if block.heading
            and len(self.small[number]) > _HEADLINE
            and self.small[number] in self._title
        ]
        if title:
            return title[-1]
        return tops[0] if len(tops) == 1 else None

    def _tops(self) -> list[int]:
        tags = self.outline.tags
        return [number for number, box in enumerate(self.boxes) if tags[box] == "h1"]

    def _find_end(self) -> int:
        headline = self._headline
        if headline is None:
            return len(self.blocks)
        for number in self._tops():
            is_other = number > headline and self.small[number] != self.small[headline]
            if is_other and self.layout.opens_story(headline, number):
                return number
        return len(self.blocks)

    def _count(self) -> dict[str, tuple[float, ...]]:
        """Count words and prose, and tell what `_OF_BOX` names of each place."""
        words_of, linked_of = Counter[str](), dict.fromkeys(self._places, 0.0)
        prose_of, outer = Counter[str](), Counter[str]()
        far, texts_at = 0, []
        self._before: list[int] = []
        """Words before each block."""
        for number, (block, place, count) in enumerate(
            zip(self.blocks, self._places, self.words, strict=True)
        ):
            self._before.append(far)
            far += count
            words_of[place] += count
            linked_of[place] += block.linked * count
            if self._prose[number]:
                prose_of[place] += count
                outer[_outer(place)] += count
                if count >= _TEXT_WORDS:
                    texts_at.append(number)
        self._first, self._last = (
            (texts_at[0], texts_at[-1]) if texts_at else (0, len(self.blocks) - 1)
        )
        main = max(prose_of, key=lambda place: prose_of[place], default="")
        prose = prose_of.total() or 1
        return {
            place: (
                prose_of[place] / prose,
                outer[_outer(place)] / prose,
                place == main,
                _shared(place, main),
                linked_of[place] / words,
                min(words, 3000),
            )
            for place, words in words_of.items()
        }


def _outer(place: str) -> str:
    """The place of the box around a box."""
    return place.rpartition("/")[0]


def _shared(path: str, other: str) -> float:
    """The share of two paths that is the same, from the root down."""
    mine, theirs = path.split("/"), other.split("/")
    same = 0
    for step, its in zip(mine, theirs, strict=False):
        if step != its:
            break
        same += 1
    return same / max(len(mine), len(theirs))
