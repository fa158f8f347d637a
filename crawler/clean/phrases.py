"""What blocks ask of their reader or say of themselves, and what their neighbours do.

The phrases are data: `phrases.toml`. One that calls, disclaims or opens something beside the text
is evidence against its block, often against those around it, and in a heading against those below.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from crawler.model import Block

WAYS = ("calls", "disclaims", "opens aside")
PHRASES = (
    *WAYS,
    *(f"{way} {where}" for where in ("-1", "+1", "of heading") for way in WAYS),
    "from heading",
)
"""The traits told here, in their order."""
_SAMPLE = 400
"""Characters at the head and at the end of a long block that are looked at."""
_MOST = 4
_HEADING_WORDS = 25
_FAR = 60
"""Blocks; further away is all the same."""
_Said = tuple[float, float, bool]
_NOTHING: _Said = (0, 0, False)


class Phrases:
    """The phrases of a page's blocks."""

    def __init__(self, blocks: Sequence[Block], texts: Sequence[str], words: Sequence[int]) -> None:
        """`texts` are those of the blocks in small letters, `words` how many they have."""
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

    def of(self, number: int) -> tuple[float, ...]:
        """The traits of one block that `PHRASES` names."""
        said = self._said
        before = said[number - 1] if number else _NOTHING
        behind = said[number + 1] if number + 1 < len(said) else _NOTHING
        heading, far = self._above[number]
        return (*said[number], *before, *behind, *heading, far)


def _say(text: str) -> _Said:
    if len(text) > 2 * _SAMPLE:
        text = text[:_SAMPLE] + text[-_SAMPLE:]
    anywhere, opens = patterns()
    found = anywhere.findall(f" {text}")
    disclaims = sum(map(bool, found))
    calls = len(found) - disclaims
    return min(_MOST, calls), min(_MOST, disclaims), opens.match(text) is not None


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What calls or disclaims, where a word begins (what disclaims is its group); and what opens
    something beside the text, where that begins."""
    rows = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    calls, disclaims, opens = ("|".join(rows[way]) for way in WAYS)
    return re.compile(f" (?:(?:{calls})|({disclaims}))"), re.compile(rf"\W*(?:{opens})")
