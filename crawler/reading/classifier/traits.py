"""Measure the traits of a block and its surroundings by which it is classified as story or not.

Every trait is a number; `TRAITS` names them in order. The word lists are data in `traits.toml`.
"""

from collections.abc import Container, Sequence
from operator import add, truediv

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
        choose = page.choose
        words, texts = choose(page.words), choose(page.texts)
        of_blocks = zip(
            words,
            choose(page.linked),
            choose(page.headings),
            map(truediv, map(len, texts), words),
            [len(block.lines) for block in choose(page.blocks)],
            choose(page.ended),
            choose(ruled),
            *page.columns(),
            strict=False,
        )
        return list(map(add, of_blocks, page.layout.rows(choose(page.boxes))))

    def slow(self, number: int) -> tuple[float, ...]:
        """Return the remaining traits. Name bits come from the ancestors of the block up to the
        path to the main box, and from its two innermost boxes."""
        page, box = self._page, self._page.boxes[number]
        layout, names = page.layout, page.names
        return (
            *flags(layout.names_of(box)),
            *flags(names.of(box) | names.of(layout.parent_of(box))),
            *count_letters(page.texts[number], page.words[number]),
            *page.metadata_match.of(number),
            *page.stated_parts.of(number, box),
            *self._phrases.of(number),
        )

    def appeals_among(
        self, numbers: Sequence[int], doubtful: Container[int] = ()
    ) -> frozenset[int]:
        """Return the blocks that consist mostly of appeals to the reader, which are never story.
        `slow` is faster for those blocks that are named as doubtful here."""
        return self._phrases.appeals_among(numbers, doubtful)
