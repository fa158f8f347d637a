"""Index of many patterns, by the characters that their matches may start with.

The regular expression engine takes as long to reject a text that starts with another letter as one
that matches, so most of the time for a hundred patterns is spent on those. A union of the patterns
would be as slow, and takes milliseconds to compile.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from crawler.base.patterns.firsts import BEYOND, LAST, first_characters

_Matcher = Callable[[str], re.Match[str] | None]


class PatternIndex:
    """Patterns, grouped by the first characters of the texts that they may match."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._groups: dict[str, tuple[tuple[int, _Matcher], ...]] = {}

    def fullmatch(self, text: str) -> tuple[int, re.Match[str]] | None:
        """Return the number of the first pattern that matches the whole text, and the match.

        >>> index = PatternIndex(map(re.compile, ("(?i)back to top", "Index|News")))
        >>> index.fullmatch("Back to TOP")[0], index.fullmatch("News")[0], index.fullmatch("back")
        (0, 1, None)
        """
        first = text[:1]
        if first > LAST:
            first = BEYOND
        try:
            group = self._groups[first]
        except KeyError:
            group = self._groups[first] = self._group(first)
        for number, fullmatch in group:
            if found := fullmatch(text):
                return number, found
        return None

    @cached_property
    def _firsts(self) -> list[frozenset[str]]:
        return [*map(first_characters, self._patterns)]

    def _group(self, first: str) -> tuple[tuple[int, _Matcher], ...]:
        """Return the patterns for one first character; all patterns for an empty text."""
        return tuple(
            (number, pattern.fullmatch)
            for number, (pattern, firsts) in enumerate(
                zip(self._patterns, self._firsts, strict=True)
            )
            if not first or first in firsts
        )


def without_groups(pattern: str) -> str:
    """Return a pattern with named groups made anonymous, so that it can be embedded twice."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)
