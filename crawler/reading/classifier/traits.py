"""Measure the traits of a block and its surroundings by which it is classified as story or not.

Every trait is a number; `TRAITS` names them in order. The word lists are data in `traits.toml`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from crawler.base.scripts import FULL_STOPS
from crawler.reading.classifier.box_names import NAMES, flags
from crawler.reading.classifier.head_statements import METADATA_MATCH
from crawler.reading.classifier.layout import LAYOUT
from crawler.reading.classifier.phrases import PHRASES, Phrases
from crawler.reading.classifier.stated_parts import STATED_PARTS
from crawler.reading.classifier.surroundings import AROUND, Surroundings

_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]")
_DIGIT = re.compile(r"\d")
_ENDS = re.compile(rf"[{re.escape(FULL_STOPS)}…](?:[\s\"'»”’)]|$)")
_TAGS = ("p", "li", "td", "div", "figcaption", "pre", "h2")
_SAMPLE, _LONG_SAMPLE = 100, 600
"""Maximum characters of a block to examine."""

QUICK = (
    *(f"tag {tag}" for tag in _TAGS),
    *("words", "linked", "heading", "word length", "lines", "sentence", "ruled"),
    *AROUND,
    *LAYOUT,
)
"""Traits measured for all scored blocks."""
_OWN = ("digits", "capitals", "commas", "sentences")
TRAITS = (
    *QUICK,
    *(f"branch {name}" for name in NAMES),
    *(f"own {name}" for name in NAMES),
    *_OWN,
    *METADATA_MATCH,
    *STATED_PARTS,
    *PHRASES,
)
"""The same, with the traits measured only for uncertain blocks."""


class Traits:
    """Traits of a page's blocks."""

    def __init__(self, page: Surroundings, ruled: Sequence[bool]) -> None:
        """Take a flag per block, true if a rule removes it, as `ruled`."""
        self._page, self._ruled = page, ruled
        self._phrases = Phrases(page.blocks, page.texts, page.words)
        self.candidates = [number for number in page.candidates if not page.is_teaser(number)]
        """Indices of the blocks that may be story. Short blocks that are all link, as most blocks
        of a page are, teasers, and blocks of other stories are skipped."""

    def quick(self, number: int) -> tuple[float, ...]:
        """Return the traits of a block, as named by `QUICK`."""
        page = self._page
        block, words, box = page.blocks[number], page.words[number], page.boxes[number]
        return (
            *_tag_flags(page.outline.tags[box]),
            words,
            block.linked,
            block.heading,
            len(page.texts[number]) / words,
            len(block.lines),
            page.ended[number],
            self._ruled[number],
            *page.of(number),
            *page.layout.of(number),
        )

    def slow(self, number: int) -> tuple[float, ...]:
        """Return the remaining traits. Name bits come from the ancestors of the block up to the
        path to the main box, and from its two innermost boxes."""
        page, box = self._page, self._page.boxes[number]
        own = page.names.of(box) | page.names.of(page.layout.parent_of(box))
        return (
            *flags(page.layout.names_of(box)),
            *flags(own),
            *_own(page.texts[number], page.words[number]),
            *page.metadata_match.of(number),
            *page.stated_parts.of(number, box),
            *self._phrases.of(number),
        )

    def is_appeal(self, number: int) -> bool:
        """Return whether a block consists mostly of appeals to the reader, which are never
        story."""
        return self._phrases.is_appeal(number)


@lru_cache(maxsize=256)
def _tag_flags(tag: str) -> tuple[float, ...]:
    return tuple(float(tag == each) for each in _TAGS)


def _own(text: str, words: int) -> tuple[float, ...]:
    sample = text[:_SAMPLE]
    length = len(sample) or 1
    return (
        len(_DIGIT.findall(sample)) / length,
        len(_CAPITAL.findall(sample)) / length,
        (text.count(",") + text.count("，") + text.count("、")) / words,
        len(_ENDS.findall(text[:_LONG_SAMPLE])),
    )
