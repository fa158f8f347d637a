"""Find calls to action and disclaimers in blocks and their neighbours.

The phrases are data in `phrases.toml`. A phrase that calls on the reader, disclaims, or opens an
aside is evidence against its block, often against the neighbouring blocks, and in a heading against
the blocks below.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from crawler.base.toml import load_toml
from crawler.model import Block

PHRASES = ("appeals", "opens aside", "opens aside of heading", "from heading", "appeals by words")
"""Names of the traits in this module, in order."""
_SAMPLE = 250
"""Characters examined at the start and at the end of a long block."""
_MOST = 4
_APPEALS = ((2, 0.15), (3, 0.1))
"""Minimum phrases of an appeal, and their minimum share of its words. Of 900 blocks above both
limits, 17 were story."""
_APPEAL_WORDS = max(_MOST / share for _, share in _APPEALS)
"""Maximum words of an appeal, because at most `_MOST` phrases are counted."""
_HEADING_WORDS = 25
_FAR = 60
"""Maximum distance to the heading, in blocks; greater distances are reduced to it."""
_PhraseCounts = tuple[int, bool]
"""Number of calls and disclaimers in a text, at most `_MOST`, and whether it opens an aside."""


class Phrases:
    """Phrases of a page's blocks, searched on first use."""

    def __init__(self, blocks: Sequence[Block], texts: Sequence[str], words: Sequence[int]) -> None:
        """Take the text and the word count of each block."""
        self._texts, self._words = texts, words
        self._counted: dict[int, _PhraseCounts] = {}
        self._heading_of: list[int] = []
        """Index of the heading above each block, or of the block itself; negative without a
        heading."""
        heading = -_FAR
        for number, (block, count) in enumerate(zip(blocks, words, strict=True)):
            if block.heading and count < _HEADING_WORDS:
                heading = number
            self._heading_of.append(heading)

    def is_appeal(self, number: int) -> bool:
        """Return whether a block consists mostly of calls to action or disclaimers."""
        words = self._words[number]
        if words > _APPEAL_WORDS:
            return False
        appeals, _ = self._count_phrases(number)
        return any(appeals >= least and appeals >= share * words for least, share in _APPEALS)

    def of(self, number: int) -> tuple[float, ...]:
        """Return the traits of one block, as named by `PHRASES`."""
        heading = self._heading_of[number]
        appeals, opens = self._count_phrases(number)
        return (
            appeals,
            opens,
            heading >= 0 and self._count_phrases(heading)[1],
            min(_FAR, number - heading),
            appeals / self._words[number],
        )

    def _count_phrases(self, number: int) -> _PhraseCounts:
        counts = self._counted.get(number)
        if counts is None:
            counts = self._counted[number] = _count_phrases(self._texts[number].lower())
        return counts


def _count_phrases(text: str) -> _PhraseCounts:
    if len(text) > 2 * _SAMPLE:
        text = text[:_SAMPLE] + text[-_SAMPLE:]
    pattern = patterns()
    appeals = len(pattern.anywhere.findall(f" {text}"))
    if not text.isascii():
        appeals += len(pattern.unspaced.findall(text))
    return min(_MOST, appeals), pattern.opens.match(text) is not None


class Patterns(NamedTuple):
    """Compiled phrases of `phrases.toml`."""

    anywhere: re.Pattern[str]
    """Calls and disclaimers, matched at the start of a word."""
    opens: re.Pattern[str]
    """Openings of an aside, matched at the start of a block."""
    unspaced: re.Pattern[str]
    """Calls and disclaimers in scripts without spaces."""


@cache
def patterns() -> Patterns:
    """Return the compiled phrases."""
    rows = load_toml(files(__package__) / "phrases.toml", dict[str, list[str]])
    appeals = _either([*rows["calls"], *rows["disclaims"]])
    return Patterns(
        re.compile(f" (?:{appeals})"),
        re.compile(rf"\W*(?:{_either(rows['opens aside'])})"),
        re.compile(_either(rows["unspaced"])),
    )


def _either(phrases: Iterable[str]) -> str:
    """Join patterns, grouped by their first letter so that `re` tries only the group that fits.

    >>> _either(["share", "save", "(?:to|in) print"])
    '(?:to|in) print|s(?:hare|ave)'
    """
    plain, firsts = [], dict[str, list[str]]()
    for phrase in phrases:
        if phrase[0].isalpha() and phrase[1:2] not in ("", "?", "*", "+", "{"):
            firsts.setdefault(phrase[0], []).append(phrase[1:])
        else:
            plain.append(phrase)
    together = (f"{letter}(?:{'|'.join(rest)})" for letter, rest in firsts.items())
    return "|".join((*plain, *together))
