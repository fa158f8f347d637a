"""What blocks ask of their reader or say of themselves, and what their neighbours do.

The phrases are data: `phrases.toml`. One that calls, disclaims or opens something beside the text
is evidence against its block, often against those around it, and in a heading against those below.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from crawler.model import Block

PHRASES = ("appeals", "opens aside", "opens aside of heading", "from heading", "appeals by words")
"""The traits told here, in their order."""
_SAMPLE = 250
"""Characters at the head and at the end of a long block that are looked at."""
_MOST = 4
_APPEAL_WORDS = 60
_APPEALS = ((2, 0.15), (3, 0.1))
"""Phrases of an appeal at least, and their share of its words: so of 900 blocks 17 were story."""
_HEADING_WORDS = 25
_FAR = 60
"""Blocks; further away is all the same."""
_Said = tuple[int, bool]


class Phrases:
    """The phrases of a page's blocks, each looked at when it is first asked for."""

    def __init__(self, blocks: Sequence[Block], texts: Sequence[str], words: Sequence[int]) -> None:
        """`texts` are those of the blocks, `words` how many they have."""
        self._texts, self._words = texts, words
        self._said: dict[int, _Said] = {}
        self._heading_of: list[int] = []
        """The number of the heading above each block, or its own; below 0 where there is none."""
        heading = -_FAR
        for number, (block, count) in enumerate(zip(blocks, words, strict=True)):
            if block.heading and count < _HEADING_WORDS:
                heading = number
            self._heading_of.append(heading)

    def is_appeal(self, number: int) -> bool:
        """Return whether a block does little else than to call or to disclaim."""
        words = self._words[number]
        if words >= _APPEAL_WORDS:
            return False
        said, _ = self._say(number)
        return any(said >= least and said >= share * words for least, share in _APPEALS)

    def of(self, number: int) -> tuple[float, ...]:
        """The traits of one block that `PHRASES` names."""
        heading = self._heading_of[number]
        appeals, opens = self._say(number)
        return (
            appeals,
            opens,
            heading >= 0 and self._say(heading)[1],
            min(_FAR, number - heading),
            appeals / self._words[number],
        )

    def _say(self, number: int) -> _Said:
        said = self._said.get(number)
        if said is None:
            said = self._said[number] = _say(self._texts[number].lower())
        return said


def _say(text: str) -> _Said:
    if len(text) > 2 * _SAMPLE:
        text = text[:_SAMPLE] + text[-_SAMPLE:]
    pattern = patterns()
    appeals = len(pattern.anywhere.findall(f" {text}"))
    if not text.isascii():
        appeals += len(pattern.unspaced.findall(text))
    return min(_MOST, appeals), pattern.opens.match(text) is not None


class Patterns(NamedTuple):
    """The phrases of `phrases.toml`."""

    anywhere: re.Pattern[str]
    """What calls or disclaims, where a word begins."""
    opens: re.Pattern[str]
    """What opens something beside the text, where that begins."""
    unspaced: re.Pattern[str]
    """What calls or disclaims in scripts without blanks."""


@cache
def patterns() -> Patterns:
    """Return the phrases as patterns."""
    rows = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    appeals = _either([*rows["calls"], *rows["disclaims"]])
    return Patterns(
        re.compile(f" (?:{appeals})"),
        re.compile(rf"\W*(?:{_either(rows['opens aside'])})"),
        re.compile(_either(rows["unspaced"])),
    )


def _either(phrases: Iterable[str]) -> str:
    """Join patterns, those that begin with the same letter together: `re` then tries only these.

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
