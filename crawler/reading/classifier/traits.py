"""Measure the traits of a block and its surroundings by which it is classified as story or not.

Every trait is a number; `TRAITS` names them in order. The word lists are data in `traits.toml`.
"""

from collections.abc import Sequence
from operator import truediv

from crawler.reading.classifier.box_names import NAMES, flags
from crawler.reading.classifier.head_statements import METADATA_MATCH
from crawler.reading.classifier.layout import LAYOUT
from crawler.reading.classifier.letters import LETTERS, count_letters
from crawler.reading.classifier.phrases import PHRASES, Phrases
from crawler.reading.classifier.stated_parts import STATED_PARTS
from crawler.reading.classifier.surroundings import AROUND, Surroundings

QUICK = (
    *("words", "linked", "heading", "word length", "lines", "sentence", "ruled"),
    *AROUND,
    *LAYOUT,
)
"""Traits measured for all scored blocks."""
TRAITS = (
    *QUICK,
    *(f"branch {name}" for name in NAMES),
    *(f"own {name}" for name in NAMES),
    *LETTERS,
    *METADATA_MATCH,
    *STATED_PARTS,
    *PHRASES,
)
"""The same, with the traits measured only for uncertain blocks."""


class Traits:
    """Traits of a page's blocks."""

    def __init__(self, page: Surroundings, ruled: Sequence[bool]) -> None:
        """Take a flag per block, true if a rule removes it, as `ruled`."""
        self._page = page
        self._phrases = Phrases(page.headings, page.texts, page.words)
        self.rows = self._measure(ruled)
        """Traits of each candidate, as named by `QUICK`."""

    def _measure(self, ruled: Sequence[bool]) -> list[tuple[float, ...]]:
        page = self._page
        of_blocks = list(
            zip(
                page.words,
                page.linked,
                page.headings,
                map(truediv, map(len, page.texts), page.words),
                [len(block.lines) for block in page.blocks],
                page.ended,
                ruled,
                *page.columns(),
                strict=False,
            )
        )
        boxes, of_box = page.boxes, page.layout.of
        return [of_blocks[number] + of_box(boxes[number]) for number in page.candidates]

    def slow(self, number: int) -> tuple[float, ...]:
        """Return the remaining traits. Name bits come from the ancestors of the block up to the
        path to the main box, and from its two innermost boxes."""
        page, box = self._page, self._page.boxes[number]
        own = page.names.of(box) | page.names.of(page.layout.parent_of(box))
        return (
            *flags(page.layout.names_of(box)),
            *flags(own),
            *count_letters(page.texts[number], page.words[number]),
            *page.metadata_match.of(number),
            *page.stated_parts.of(number, box),
            *self._phrases.of(number),
        )

    def appeals_among(self, numbers: Sequence[int]) -> frozenset[int]:
        """Return the blocks that consist mostly of appeals to the reader, which are never story."""
        return self._phrases.appeals_among(numbers)
