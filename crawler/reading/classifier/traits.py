"""What is measured of a block, and of the page around it, to judge whether it is story.

Every trait is a number; `TRAITS` names them in order. The words among them are data: `traits.toml`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from crawler.base.scripts import FULL_STOPS
from crawler.reading.classifier.box_names import NAMES, flags
from crawler.reading.classifier.layout import LAYOUT
from crawler.reading.classifier.phrases import PHRASES, Phrases
from crawler.reading.classifier.stated import AGREED
from crawler.reading.classifier.surroundings import AROUND, Surroundings

_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]")
_DIGIT = re.compile(r"\d")
_ENDS = re.compile(rf"[{re.escape(FULL_STOPS)}…](?:[\s\"'»”’)]|$)")
_TAGS = ("p", "li", "td", "div", "figcaption", "pre", "h2")
_SAMPLE, _LONG_SAMPLE = 100, 600
"""Characters of a block that are looked at."""

QUICK = (
    *(f"tag {tag}" for tag in _TAGS),
    *("words", "linked", "heading", "word length", "lines", "sentence", "ruled"),
    *AROUND,
    *LAYOUT,
)
"""What is measured of all blocks that are weighed."""
_OWN = ("digits", "capitals", "commas", "sentences")
TRAITS = (
    *QUICK,
    *(f"branch {name}" for name in NAMES),
    *(f"own {name}" for name in NAMES),
    *_OWN,
    *AGREED,
    *PHRASES,
)
"""The same, and what is measured of blocks in doubt."""


class Traits:
    """The traits of a page's blocks."""

    def __init__(self, page: Surroundings, ruled: Sequence[bool]) -> None:
        """`ruled` tells which blocks a rule took."""
        self._page, self._ruled = page, ruled
        self._phrases = Phrases(page.blocks, page.texts, page.words)
        self.weighed = [number for number in page.weighed if not page.is_teaser(number)]
        """The blocks that may be story: not a few words that are all link, as most blocks of a page
        are, nor a teaser, nor what is of another story."""

    def quick(self, number: int) -> tuple[float, ...]:
        """Return the traits of a block that `QUICK` names."""
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
        """Return the others. Names are those of the boxes around the block: up to the path to the
        main box, and the innermost two."""
        page, box = self._page, self._page.boxes[number]
        own = page.names.of(box) | page.names.of(page.layout.around(box))
        return (
            *flags(page.layout.names_of(box)),
            *flags(own),
            *_own(page.texts[number], page.words[number]),
            *page.agreed.of(number),
            *self._phrases.of(number),
        )

    def is_appeal(self, number: int) -> bool:
        """Return whether a block does little else than to appeal to its reader: never story."""
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
