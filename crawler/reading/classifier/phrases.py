"""Find calls to action and disclaimers in blocks and their neighbours.

The phrases are data in `phrases.toml`. A phrase that calls on the reader, disclaims, or opens an
aside is evidence against its block, often against the neighbouring blocks, and in a heading against
the blocks below.
"""

import re
from bisect import bisect
from collections.abc import Container, Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

from crawler.base.toml import load_toml

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
_LETTERS = 3
"""First letters by which phrases are grouped."""
_FAR = 60
"""Maximum distance to the heading, in blocks; greater distances are reduced to it."""


class Phrases:
    """Phrases of a page's blocks, searched on first use."""

    def __init__(
        self, headings: Sequence[bool], texts: Sequence[str], words: Sequence[int]
    ) -> None:
        """Take whether each block is a heading, its text and its word count."""
        self._texts, self._words = texts, words
        self._headings = [
            number
            for number, is_heading in enumerate(headings)
            if is_heading and words[number] < _HEADING_WORDS
        ]
        self._appeals: dict[int, int] = {}
        self._opening: dict[int, bool] = {}

    def appeals_among(self, numbers: Sequence[int], doubtful: Container[int]) -> frozenset[int]:
        """Return the blocks that consist mostly of calls to action or disclaimers. Count those of
        the doubtful ones too, for which `of` will be called."""
        words = self._words
        some = [each for each in numbers if words[each] <= _APPEAL_WORDS or each in doubtful]
        counts = _count_appeals([_sample(self._texts[number]) for number in some])
        self._appeals.update(zip(some, counts, strict=True))
        return frozenset(
            number
            for number, count in zip(some, counts, strict=True)
            if count
            and any(count >= least and count >= share * words[number] for least, share in _APPEALS)
        )

    def of(self, number: int) -> tuple[float, ...]:
        """Return the traits of one block, as named by `PHRASES`."""
        at = bisect(self._headings, number)
        heading = self._headings[at - 1] if at else -_FAR
        appeals = self._appeals.get(number)
        if appeals is None:
            [appeals] = _count_appeals([_sample(self._texts[number])])
        return (
            appeals,
            self._opens_aside(number),
            heading >= 0 and self._opens_aside(heading),
            min(_FAR, number - heading),
            appeals / self._words[number],
        )

    def _opens_aside(self, number: int) -> bool:
        """Return whether a block opens an aside."""
        opens = self._opening.get(number)
        if opens is None:
            text = _sample(self._texts[number])
            opens = self._opening[number] = patterns().opens.match(text) is not None
        return opens


def _sample(text: str) -> str:
    """Return a text in lower case, without the middle if it is long."""
    text = text.lower()
    return text if len(text) <= 2 * _SAMPLE else text[:_SAMPLE] + text[-_SAMPLE:]


def _count_appeals(texts: Sequence[str]) -> list[int]:
    """Return the number of calls and disclaimers in each text, at most `_MOST`."""
    pattern, counts = patterns(), [0] * len(texts)
    whole = " " + "\n ".join(texts)  # no phrase goes on in the next line
    found = list(pattern.anywhere.finditer(whole))
    if not whole.isascii():
        found += pattern.unspaced.finditer(whole)
    if found:
        ends = list(accumulate(len(text) + 2 for text in texts))
        for match in found:
            counts[bisect(ends, match.start())] += 1
    return [min(_MOST, count) for count in counts]


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


def _either(phrases: Iterable[str], depth: int = _LETTERS) -> str:
    """Join patterns, grouped by their first letters so that `re` tries only the group that fits.

    >>> _either(["share", "save", "(?:to|in) print", "sharp"])
    '(?:to|in) print|s(?:h(?:a(?:re|rp))|ave)'
    """
    plain, firsts = [], dict[str, list[str]]()
    for phrase in phrases:
        if depth and phrase[:1].isalpha() and phrase[1:2] not in ("?", "*", "+", "{"):
            firsts.setdefault(phrase[0], []).append(phrase[1:])
        else:
            plain.append(phrase)
    together = (
        f"{letter}(?:{_either(rest, depth - 1)})" if len(rest) > 1 else letter + rest[0]
        for letter, rest in firsts.items()
    )
    return "|".join((*plain, *together))
