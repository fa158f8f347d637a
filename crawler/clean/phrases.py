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

WAYS = ("calls", "disclaims", "opens aside")
PHRASES = (
    *WAYS,
    *("opens aside -1", "opens aside +1"),
    *(f"{way} of heading" for way in WAYS),
    "from heading",
    "appeals by words",
)
"""The traits told here, in their order."""
_SAMPLE = 400
"""Characters at the head and at the end of a long block that are looked at."""
_MOST = 4
_APPEAL_WORDS = 60
_APPEALS = ((2, 0.15), (3, 0.1))
"""Phrases of an appeal at least, and their share of its words: so of 900 blocks 17 were story."""
_HEADING_WORDS = 25
_FAR = 60
"""Blocks; further away is all the same."""
_Said = tuple[float, float, bool]
_NOTHING: _Said = (0, 0, False)


class Phrases:
    """The phrases of a page's blocks."""

    def __init__(self, blocks: Sequence[Block], texts: Sequence[str], words: Sequence[int]) -> None:
        """`texts` are those of the blocks in small letters, `words` how many they have."""
        self._words = words
        self._said = [_say(text) for text in texts]
        self._above: list[tuple[_Said, int]] = []
        """Of each block, what the heading above it says, and how far away that is."""
        heading, far = _NOTHING, _FAR
        for block, said, count in zip(blocks, self._said, words, strict=True):
            if block.heading and count < _HEADING_WORDS:
                heading, far = said, 0
            else:
                far = min(_FAR, far + 1)
            self._above.append((heading, far))

    def is_appeal(self, number: int) -> bool:
        """Return whether a block does little else than to call or to disclaim."""
        calls, disclaims, _ = self._said[number]
        words = self._words[number]
        return words < _APPEAL_WORDS and any(
            calls + disclaims >= least and calls + disclaims >= share * words
            for least, share in _APPEALS
        )

    def of(self, number: int) -> tuple[float, ...]:
        """The traits of one block that `PHRASES` names."""
        said = self._said
        before = said[number - 1] if number else _NOTHING
        behind = said[number + 1] if number + 1 < len(said) else _NOTHING
        heading, far = self._above[number]
        calls, disclaims, _ = own = said[number]
        appeals = (calls + disclaims) / self._words[number]
        return (*own, before[2], behind[2], *heading, far, appeals)


def _say(text: str) -> _Said:
    if len(text) > 2 * _SAMPLE:
        text = text[:_SAMPLE] + text[-_SAMPLE:]
    pattern = patterns()
    found = pattern.anywhere.findall(f" {text}")
    disclaims = sum(map(bool, found))
    calls = len(found) - disclaims
    if not text.isascii():
        calls += len(pattern.unspaced.findall(text))
    return min(_MOST, calls), min(_MOST, disclaims), pattern.opens.match(text) is not None


class Patterns(NamedTuple):
    """The phrases of `phrases.toml`."""

    anywhere: re.Pattern[str]
    """What calls or disclaims, where a word begins; what disclaims is its group."""
    opens: re.Pattern[str]
    """What opens something beside the text, where that begins."""
    unspaced: re.Pattern[str]
    """What calls or disclaims in scripts without blanks."""


@cache
def patterns() -> Patterns:
    """Return the phrases as patterns."""
    rows = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    calls, disclaims, opens = (_either(rows[way]) for way in WAYS)
    return Patterns(
        re.compile(f" (?:(?:{calls})|({disclaims}))"),
        re.compile(rf"\W*(?:{opens})"),
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
