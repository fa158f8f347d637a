"""What is measured of a block, and of the page around it, to judge whether it is story.

Every trait is a number; `TRAITS` names them in order. The words among them are data: `traits.toml`.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache, reduce
from importlib.resources import files
from operator import or_

from crawler.clean.phrases import PHRASES, Phrases
from crawler.clean.surroundings import AROUND, Surroundings
from crawler.model import Block

_ROWS = tomllib.loads(files(__package__).joinpath("traits.toml").read_text("utf-8"))
_NAMED = {name: frozenset(words.split()) for name, words in _ROWS["named"].items()}
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+")
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]")
_TAGS = ("p", "li", "td", "div", "figcaption", "pre")
_SAMPLE = 100
"""Characters of a block that are looked at."""
_LINK, _LINK_WORDS = 0.9, 12

_OF_PLACE = (*(f"tag {tag}" for tag in _TAGS), *(f"named {name}" for name in _NAMED), "depth")
_OWN = (
    *("words", "linked", "heading", "digits", "capitals", "marks", "commas"),
    *("sentence", "ruled"),
)
TRAITS = (*_OF_PLACE, *_OWN, *AROUND, *PHRASES)


def traits(page: Surroundings, ruled: Sequence[bool]) -> list[list[float] | None]:
    """The traits of each block of a page; `ruled` tells which blocks a rule took. Null for a block
    that needs no weighing: a few words that are all link, as most blocks of a page are."""
    phrases = Phrases(page.blocks, page.small, page.words)
    return [
        None
        if block.linked >= _LINK and page.words[number] <= _LINK_WORDS
        else [
            *_of_place(block.place),
            *_own(block, page.texts[number], page.words[number]),
            page.ended[number],
            ruled[number],
            *page.of(number),
            *phrases.of(number),
        ]
        for number, block in enumerate(page.blocks)
    ]


@lru_cache(maxsize=4096)
def _of_place(place: str) -> tuple[float, ...]:
    """Where a block stands, and what the boxes around it call themselves."""
    steps = place.split("/")
    return (*_flags(_tag(steps[-1]), reduce(or_, map(_names, steps))), len(steps) - 1)


@lru_cache(maxsize=16_384)
def _names(step: str) -> int:
    """What one box calls itself: a bit for each row of names."""
    words = {word.lower() for word in _NAME_WORD.findall(step)}
    rows = enumerate(_NAMED.values())
    return sum(1 << row for row, names in rows if not words.isdisjoint(names))


@lru_cache(maxsize=16_384)
def _tag(step: str) -> str:
    return re.split("[#.]", step, maxsplit=1)[0]


@lru_cache(maxsize=4096)
def _flags(tag: str, names: int) -> tuple[float, ...]:
    return (
        *(float(tag == each) for each in _TAGS),
        *(float(names >> row & 1) for row in range(len(_NAMED))),
    )


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
    )
