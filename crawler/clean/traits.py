"""What is measured of a block, and of the page around it, to judge whether it is story.

Every trait is a number; `TRAITS` names them in order. The words among them are data: `traits.toml`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from crawler.clean.layout import LAYOUT
from crawler.clean.names import NAMES, flags
from crawler.clean.phrases import PHRASES, Phrases
from crawler.clean.surroundings import AROUND, Surroundings
from crawler.model import Block
from crawler.scripts import FULL_STOPS

_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]")
_ENDS = re.compile(rf"[{re.escape(FULL_STOPS)}…](?:[\s\"'»”’)]|$)")
_TAGS = ("p", "li", "td", "div", "figcaption", "pre", "h1", "h2", "h3")
_SAMPLE, _LONG_SAMPLE = 100, 600
"""Characters of a block that are looked at."""
_LINK, _LINK_WORDS = 0.9, 12

_OF_BOXES = (
    *(f"tag {tag}" for tag in _TAGS),
    *(f"branch {name}" for name in NAMES),
    *(f"own {name}" for name in NAMES),
)
_OWN = (
    *("words", "linked", "heading", "digits", "capitals", "marks", "commas"),
    *("sentences", "starts small", "word length", "lines"),
    *("sentence", "ruled"),
)
TRAITS = (*_OF_BOXES, *_OWN, *AROUND, *LAYOUT, *PHRASES)


def traits(page: Surroundings, ruled: Sequence[bool]) -> list[tuple[float, ...] | None]:
    """The traits of each block of a page; `ruled` tells which blocks a rule took. Null for a block
    that needs no weighing: a few words that are all link, as most blocks of a page are, an appeal,
    a teaser, and what is of another story."""
    of_box, phrases = _OfBox(page), Phrases(page.blocks, page.small, page.words)
    return [
        (
            *of_box.of(page.boxes[number]),
            *_own(block, page.texts[number], words),
            page.ended[number],
            ruled[number],
            *page.of(number),
            *page.layout.of(number),
            *phrases.of(number),
        )
        if number < page.end
        and not (block.linked >= _LINK and words <= _LINK_WORDS)
        and not phrases.is_appeal(number)
        and not page.is_teaser(number)
        else None
        for number, (block, words) in enumerate(zip(page.blocks, page.words, strict=True))
    ]


class _OfBox:
    """What the boxes of a page are and call themselves."""

    def __init__(self, page: Surroundings) -> None:
        self._tags, self._parents, self._names = page.outline.tags, page.outline.parents, page.names
        self._branches: list[int] = []
        """The names of each box together with those around it, up to the path to the main box."""
        for above, own, branch in zip(self._parents, page.names, page.layout.branches, strict=True):
            outer = self._branches[above] if above >= 0 and branch >= 0 else 0
            self._branches.append(own | outer if branch >= 0 else 0)

    def of(self, box: int) -> tuple[float, ...]:
        """The traits that `_OF_BOXES` names."""
        own = self._names[box] | self._names[max(0, self._parents[box])]
        return (*_tag_flags(self._tags[box]), *flags(self._branches[box]), *flags(own))


@lru_cache(maxsize=256)
def _tag_flags(tag: str) -> tuple[float, ...]:
    return tuple(float(tag == each) for each in _TAGS)


def _own(block: Block, text: str, words: int) -> tuple[float, ...]:
    sample = text[:_SAMPLE]
    length = len(sample) or 1
    return (
        min(words, 120),
        block.linked,
        block.heading,
        len(_DIGIT.findall(sample)) / length,
        len(_CAPITAL.findall(sample)) / length,
        text.count("|") + text.count("»") + text.count("•"),
        (text.count(",") + text.count("，") + text.count("、")) / words,
        min(8, len(_ENDS.findall(text[:_LONG_SAMPLE]))),
        text[:1].islower(),
        len(text) / words,
        min(8, len(block.lines)),
    )
