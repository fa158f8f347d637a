"""Index of many patterns, by the two characters that their matches may start with.

The regular expression engine takes as long to reject a text that starts with another letter as one
that matches, so most of the time for a hundred patterns is spent on those. A union of the patterns
would be as slow, and takes milliseconds to compile.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from crawler.base.patterns.beginnings import BEYOND, Starts

_Matcher = Callable[[str], re.Match[str] | None]
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


class PatternIndex:
    """Patterns, grouped by the first two characters of the texts that they may match."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._groups: dict[str, tuple[tuple[int, _Matcher], ...]] = {}
        """Patterns by both characters: at most 129² entries, as all beyond ASCII count as one."""

    def fullmatch(self, text: str) -> tuple[int, re.Match[str]] | None:
        """Return the number of the first pattern that matches the whole text, and the match.

        >>> index = PatternIndex(map(re.compile, ("(?i)back to top", "Index|News")))
        >>> index.fullmatch("Back to TOP")[0], index.fullmatch("News")[0], index.fullmatch("back")
        (0, 1, None)
        """
        start = text[:2]
        if not start.isascii():
            start = _BEYOND_ASCII.sub(BEYOND, start)
        group = self._groups.get(start)
        if group is None:
            group = self._groups[start] = self._group(start)
        for number, fullmatch in group:
            if found := fullmatch(text):
                return number, found
        return None

    @cached_property
    def _starts(self) -> Starts:
        return Starts(self._patterns)

    def _group(self, start: str) -> tuple[tuple[int, _Matcher], ...]:
        """Return the patterns for texts with this start."""
        numbers = self._starts.numbers_of(start)
        return tuple([(number, self._patterns[number].fullmatch) for number in numbers])


def without_groups(pattern: str) -> str:
    """Return a pattern with named groups made anonymous, so that it can be embedded twice."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)
