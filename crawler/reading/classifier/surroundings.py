"""Measure the surroundings of a block on the page: position, box and neighbours."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from crawler.base.scripts import count_words
from crawler.base.text import ends_sentence
from crawler.model import Block
from crawler.reading.classifier.box_names import Names, bits_of
from crawler.reading.classifier.head_statements import HeadStatements, MetadataMatch
from crawler.reading.classifier.layout import Layout
from crawler.reading.classifier.stated_parts import StatedParts
from crawler.reading.classifier.sums import Sums
from crawler.reading.parse.outline import Outline

_PROSE_WORDS, _TEXT_WORDS = 10, 15
"""Minimum words of a prose block, and of one that may begin or end the text."""
_PROSE_LINKED = 0.4
"""Share of links from which a block is not prose."""
_BESIDE = bits_of("comment", "consent", "unseen")
"""Names of boxes that can be as long as a story but never are one."""
_LINK, _LINK_WORDS, _TEASER_WORDS = 0.9, 12, 4
"""Minimum share of links in a block that is all link, the maximum words of such a block to be
skipped, and the minimum words of a teaser headline."""
_REACH = 2
_HEADLINE = 8
"""Minimum characters of a heading that the title repeats."""
_NOWHERE = -99
"""Distance from the headline if none is found, in blocks."""

_OF_PLACE = (
    *("prose of box", "prose of outer box", "in the box of most prose", "shared path"),
    *("linked of box", "words of box"),
)
_OF_NEIGHBOUR = ("words", "linked", "sentence")
_NOBODY = (0, 0.0, False)
AROUND = (
    *("from headline", "from first prose", "from last prose", "place in page"),
    *("words before", "words after", "repeated"),
    *_OF_PLACE,
    *(f"{name} {step:+d}" for step in (-2, -1, 1, 2) for name in _OF_NEIGHBOUR),
)
"""Names of the traits in this module, in order. Here a box is all elements with the same path, such
as all cards of a list."""


class Surroundings:
    """Page context of each block. Values common to all blocks are computed once."""

    def __init__(
        self,
        blocks: Sequence[Block],
        boxes: Sequence[int],
        outline: Outline,
        stated: HeadStatements,
    ) -> None:
        """Take the outline's box number of each block as `boxes`."""
        self.blocks, self.boxes, self.outline = blocks, boxes, outline
        self.texts = [block.text for block in blocks]
        self.words = [count_words(text) for text in self.texts]
        self.ended = [ends_sentence(text) for text in self.texts]
        self.names = Names(outline)
        self._title = (stated.title or "").lower()
        self._repeated = Counter(self.texts)
        self._prose = self._find_prose()
        self._sums = Sums(outline, boxes, blocks, self.words, self._prose)
        self.layout = Layout(outline, boxes, self._sums, self.names)
        outer = [outline.places[above] if above >= 0 else "" for above in outline.parents]
        self._places = [outer[box] for box in boxes]
        self._count()
        self._near = self._neighbours()
        self._headline = self._find_headline()
        self.candidates = self._find_candidates()
        """Indices of the blocks that may be story."""
        self.metadata_match = MetadataMatch(self.texts, stated)
        self.stated_parts = StatedParts(outline, self._before, self._first, stated)

    def of(self, number: int) -> tuple[float, ...]:
        """Return the traits of one block, as named by `AROUND`."""
        before, near, headline = self._before[number], self._near, self._headline
        total = self._before[-1]
        return (
            _NOWHERE if headline is None else number - headline,
            number - self._first,
            number - self._last,
            number / len(self.texts),
            before / total,
            (total - before - self.words[number]) / total,
            self._repeated[self.texts[number]],
            *self._of_place(self._places[number]),
            *near[number],
            *near[number + 1],
            *near[number + 3],
            *near[number + 4],
        )

    def is_teaser(self, number: int) -> bool:
        """Return whether a block follows a teaser headline in a box of teasers."""
        if not number or self.blocks[number - 1].linked < _LINK:
            return False
        parents, container = self.outline.parents, self.layout.parent_of(self.boxes[number])
        return (
            self.words[number - 1] >= _TEASER_WORDS
            and parents[self.boxes[number - 1]] == container
            and self.layout.is_list_of_links(container)
        )

    def are_siblings(self, number: int, other: int) -> bool:
        """Return whether two blocks share a box, or their boxes share a parent and a tag."""
        box, its, outline = self.boxes[number], self.boxes[other], self.outline
        return box == its or (
            outline.parents[box] == outline.parents[its] and outline.tags[box] == outline.tags[its]
        )

    def _find_prose(self) -> list[int]:
        """Return the words of running text in each block that may be story."""
        prose = [
            words if words >= _PROSE_WORDS and ended and block.linked < _PROSE_LINKED else 0
            for words, ended, block in zip(self.words, self.ended, self.blocks, strict=True)
        ]
        beside: dict[int, bool] = {-1: False}
        some = [
            words if words and not self._is_beside(box, beside) else 0
            for words, box in zip(prose, self.boxes, strict=True)
        ]
        return some if any(some) else prose

    def _is_beside(self, box: int, known: dict[int, bool]) -> bool:
        """Return whether a box or an ancestor has a name that is never used for a story."""
        path = []
        while box not in known:
            path.append(box)
            box = self.outline.parents[box]
        beside = known[box]
        for each in reversed(path):
            beside = known[each] = beside or bool(self.names.of(each) & _BESIDE)
        return beside

    def _find_candidates(self) -> list[int]:
        return [
            number
            for number, (block, words) in enumerate(
                zip(self.blocks[: self._find_end()], self.words, strict=False)
            )
            if block.linked < _LINK or words > _LINK_WORDS
        ]

    def _neighbours(self) -> tuple[tuple[float, ...], ...]:
        beyond = (_NOBODY,) * _REACH
        linked = [block.linked for block in self.blocks]
        return (*beyond, *zip(self.words, linked, self.ended, strict=True), *beyond)

    def _find_headline(self) -> int | None:
        """Return the heading that the title repeats, else the only `<h1>`."""
        tops = self._tops()
        title = [number for number in tops if self.texts[number].lower() in self._title] or [
            number
            for number, block in enumerate(self.blocks)
            if block.heading
            and len(self.texts[number]) > _HEADLINE
            and self.texts[number].lower() in self._title
        ]
        if title:
            return title[-1]
        return tops[0] if len(tops) == 1 else None

    def _tops(self) -> list[int]:
        tags = self.outline.tags
        return [number for number, box in enumerate(self.boxes) if tags[box] == "h1"]

    def _find_end(self) -> int:
        """Return the first block of another story, or the number of blocks."""
        headline = self._headline
        if headline is None:
            return len(self.blocks)
        own = self.texts[headline].lower()
        for number in self._tops():
            is_other = number > headline and self.texts[number].lower() != own
            if is_other and self.layout.opens_story(headline, number):
                return number
        return len(self.blocks)

    def _count(self) -> None:
        """Count words and prose at each place."""
        self._before = [0, *accumulate(self.words)]
        """Words before each block."""
        words_of, linked_of = Counter[str](), dict.fromkeys(self._places, 0.0)
        self._words_of, self._linked_of = words_of, linked_of
        for block, place, count in zip(self.blocks, self._places, self.words, strict=True):
            words_of[place] += count
            if block.linked:
                linked_of[place] += block.linked * count
        self._prose_of, self._prose_of_outer = Counter[str](), Counter[str]()
        texts_at = []
        for number, count in enumerate(self._prose):
            if count:
                place = self._places[number]
                self._prose_of[place] += count
                self._prose_of_outer[_outer(place)] += count
                if count >= _TEXT_WORDS:
                    texts_at.append(number)
        self._first, self._last = (
            (texts_at[0], texts_at[-1]) if texts_at else (0, len(self.blocks) - 1)
        )
        self._main = max(self._prose_of, key=self._prose_of.__getitem__, default="")
        self._of_places: dict[str, tuple[float, ...]] = {}

    def _of_place(self, place: str) -> tuple[float, ...]:
        """Return the traits of one place, as named by `_OF_PLACE`."""
        row = self._of_places.get(place)
        if row is None:
            prose, words = self._sums.prose(0) or 1, self._words_of[place]
            row = self._of_places[place] = (
                self._prose_of[place] / prose,
                self._prose_of_outer[_outer(place)] / prose,
                place == self._main,
                _shared(place, self._main),
                self._linked_of[place] / words,
                min(words, 3000),
            )
        return row


def _outer(place: str) -> str:
    """Return the parent element's path."""
    return place.rpartition("/")[0]


def _shared(path: str, other: str) -> float:
    """Return the share of two paths that is identical, counted from the root."""
    mine, theirs = path.split("/"), other.split("/")
    same = 0
    for step, its in zip(mine, theirs, strict=False):
        if step != its:
            break
        same += 1
    return same / max(len(mine), len(theirs))
