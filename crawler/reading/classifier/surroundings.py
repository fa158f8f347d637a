"""Measure the surroundings of a block on the page: its position and its neighbours."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, repeat
from operator import itemgetter
from typing import Any

from crawler.base.scripts import count_all_words
from crawler.base.text import ends_sentence
from crawler.model import Block, block_texts
from crawler.reading.classifier.box_names import Names, bits_of
from crawler.reading.classifier.head_statements import HeadStatements, MetadataMatch
from crawler.reading.classifier.layout import Layout
from crawler.reading.classifier.places import Places
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
_HEADLINE = 8
"""Minimum characters of a heading that the title repeats."""
_NOWHERE = -99
"""Distance from the headline if none is found, in blocks."""

_STEPS = (-2, -1, 1, 2)
AROUND = (
    *("from headline", "from first prose", "from last prose", "place in page"),
    *("words before", "words after", "repeated", "above main", "after main"),
    *(f"words {step:+d}" for step in _STEPS),
    *(f"linked {step:+d}" for step in _STEPS),
    *(f"sentence {step:+d}" for step in _STEPS),
)
"""Names of the traits in this module, in order."""


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
        self.texts = block_texts(blocks)
        self.words = count_all_words(self.texts)
        self.ended = list(map(ends_sentence, self.texts))
        self.linked = [block.linked for block in blocks]
        self.headings = [block.heading for block in blocks]
        self.names = Names(outline)
        self._title = (stated.title or "").lower()
        prose = self._find_prose()
        long = [number for number, count in enumerate(prose) if count >= _TEXT_WORDS]
        self._first, self._last = (long[0], long[-1]) if long else (0, len(blocks) - 1)
        sums = Sums(outline, boxes, self.words, prose, self.linked, self.headings)
        places = Places(outline, boxes, self.words, prose, self.linked)
        self.layout = Layout(outline, sums, places, self.names)
        self._before = [0, *accumulate(self.words)]
        """Words before each block."""
        tags = outline.tags
        self._tops = [number for number, box in enumerate(boxes) if tags[box] == "h1"]
        self._headline = self._find_headline()
        self.candidates = self._find_candidates()
        """Indices of the blocks that may be story. Short blocks that are all link, as most blocks
        of a page are, teasers, and blocks of other stories are skipped."""
        self.choose = _chooser(self.candidates)
        """Returns the items of the candidates from a column with a row per block."""
        self.metadata_match = MetadataMatch(self.texts, stated)
        self.stated_parts = StatedParts(outline, self._before, self._first, stated)

    def columns(self) -> tuple[Iterable[float], ...]:
        """Return the traits named by `AROUND`, each as a column with a row per candidate."""
        numbers, choose = self.candidates, self.choose
        headline, layout, count = self._headline, self.layout, len(self.texts)
        first, last, total = self._first, self._last, self._before[-1]
        repeated = Counter(self.texts)
        return (
            repeat(_NOWHERE) if headline is None else [number - headline for number in numbers],
            [number - first for number in numbers],
            [number - last for number in numbers],
            [number / count for number in numbers],
            [before / total for before in choose(self._before)],
            [(total - before) / total for before in choose(self._before[1:])],
            map(repeated.__getitem__, choose(self.texts)),
            [number < layout.start for number in numbers],
            [number >= layout.end for number in numbers],
            *map(choose, _beside(self.words, 0)),
            *map(choose, _beside(self.linked, 0.0)),
            *map(choose, _beside(self.ended, False)),
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
            words if words >= _PROSE_WORDS and ended and linked < _PROSE_LINKED else 0
            for words, ended, linked in zip(self.words, self.ended, self.linked, strict=True)
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
        linked, words = self.linked, self.words
        return [
            number
            for number in range(self._find_end())
            if (linked[number] < _LINK or words[number] > _LINK_WORDS)
            and not (
                number
                and linked[number - 1] >= _LINK
                and words[number - 1] >= _TEASER_WORDS
                and self._is_teaser(number)
            )
        ]

    def _is_teaser(self, number: int) -> bool:
        """Return whether a block after a teaser headline is in the same box of teasers."""
        container = self.layout.parent_of(self.boxes[number])
        return self.outline.parents[
            self.boxes[number - 1]
        ] == container and self.layout.is_list_of_links(container)

    def _find_headline(self) -> int | None:
        """Return the heading that the title repeats, else the only `<h1>`."""
        tops, texts = self._tops, self.texts
        title = [number for number in tops if texts[number].lower() in self._title] or [
            number
            for number, is_heading in enumerate(self.headings)
            if is_heading
            and len(texts[number]) > _HEADLINE
            and texts[number].lower() in self._title
        ]
        if title:
            return title[-1]
        return tops[0] if len(tops) == 1 else None

    def _find_end(self) -> int:
        """Return the first block of another story, or the number of blocks."""
        headline = self._headline
        if headline is None:
            return len(self.blocks)
        own = self.texts[headline].lower()
        for number in self._tops:
            is_other = number > headline and self.texts[number].lower() != own
            if is_other and self.layout.opens_story(self.boxes[headline], self.boxes[number]):
                return number
        return len(self.blocks)


def _chooser(numbers: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return a function that returns the items at these indices of a column."""
    if len(numbers) > 1:  # of a single one, `itemgetter` makes no sequence
        return itemgetter(*numbers)
    return lambda column: [column[number] for number in numbers]


def _beside(column: Sequence[float], beyond: float) -> list[Sequence[float]]:
    """Return a column moved by each of `_STEPS`; it may be too long at the end."""
    most = max(_STEPS)
    padded = [*[beyond] * most, *column, *[beyond] * most]
    return [padded[most + step :] for step in _STEPS]
