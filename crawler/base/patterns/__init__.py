"""Index of many patterns, by the characters that their matches may start with.

The regular expression engine tries the branches of a union one after another, so most of the time
for a hundred patterns is spent on those that start with another letter.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from crawler.base.patterns.firsts import BEYOND, LAST, first_characters
from crawler.base.patterns.needed import needed_words

_MANY = 20
"""Number of possible first characters above which a search for needed words pays off."""


class PatternIndex:
    """Patterns, grouped by the first characters of the texts that they may match."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._filed: dict[str, _Filed | None] = {}
        self._made: dict[tuple[int, ...], _Filed] = {}
        """The same by the numbers of their branches, which many characters share."""

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
            filed = self._filed[first]
        except KeyError:
            filed = self._filed[first] = self._file(first)
        return None if filed is None else filed.fullmatch(text)

    @cached_property
    def _branches(self) -> list["_Branch"]:
        return [
            _Branch(number, branch, first_characters(branch))
            for number, pattern in enumerate(self._patterns)
            for branch in _branches_of(pattern)
        ]

    def _file(self, first: str) -> "_Filed | None":
        """Return the patterns for one first character: made when the first text needs them."""
        at = tuple(
            at for at, each in enumerate(self._branches) if not first or first in each.firsts
        )
        if at and at not in self._made:
            branches = [self._branches[each] for each in at]
            numbers = dict.fromkeys(each.number for each in branches)
            each = [(number, self._patterns[number]) for number in numbers]
            self._made[at] = _Filed(each, branches)
        return self._made.get(at)


class _Branch(NamedTuple):
    """A branch of a pattern, the pattern's number, and the branch's possible first characters."""

    number: int
    pattern: re.Pattern[str]
    firsts: frozenset[str]


class _Filed:
    """Patterns for one first character, with a few unions that quickly reject most texts.

    The engine skips a branch by its first letter only if it is case-sensitive and has no group. So
    case-insensitive branches in lower case are matched against the text in lower case, and branches
    with many possible first characters only if the text contains one of their needed words.
    """

    def __init__(
        self, each: list[tuple[int, re.Pattern[str]]], branches: Sequence[_Branch]
    ) -> None:
        self._each = each
        exact: list[re.Pattern[str]] = []
        small: list[re.Pattern[str]] = []
        self._by_word: list[tuple[tuple[str, ...], re.Pattern[str]]] = []
        for branch in branches:
            pattern = branch.pattern
            if len(branch.firsts) > _MANY and (words := needed_words(pattern)):
                self._by_word.append((words, pattern))
            elif _is_small(pattern):
                small.append(pattern)
            else:
                exact.append(pattern)
        self._exact = _union(exact)
        self._small = _union([_for_small(pattern) for pattern in small])
        self._has_others = bool(small or self._by_word)

    def fullmatch(self, text: str) -> tuple[int, re.Match[str]] | None:
        if self._may_match(text):
            for number, pattern in self._each:
                if found := pattern.fullmatch(text):
                    return number, found
        return None

    def _may_match(self, text: str) -> bool:
        """Return whether a text may match one of the branches."""
        if not text.isascii() and _KIN.search(text):
            return True  # so few texts have these letters that no test for them pays off
        if self._exact.fullmatch(text):
            return True
        if not self._has_others:
            return False
        lower = text.lower()
        if self._small.fullmatch(lower):
            return True
        for words, pattern in self._by_word:
            for word in words:
                if word in lower:
                    if pattern.fullmatch(text):
                        return True
                    break
        return False


_ANY_CASE = "(?i)"
_KIN = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters beyond ASCII that are the same as an ASCII letter in any case: of `i`, `s` and `k`."""
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
"""A capital that is not part of a character class such as `\\W`."""
_STEP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""A character, an escape or a character set in a pattern."""


def _branches_of(pattern: re.Pattern[str]) -> list[re.Pattern[str]]:
    """Return the top-level branches of a pattern."""
    text = pattern.pattern
    prefix = _ANY_CASE if text.startswith(_ANY_CASE) else ""
    branches, depth = [""], 0
    for step in _STEP.findall(text.removeprefix(prefix)):
        depth += (step == "(") - (step == ")")
        if step == "|" and not depth:
            branches.append("")
        else:
            branches[-1] += step
    return [re.compile(prefix + branch, pattern.flags & re.DOTALL) for branch in branches]


def _is_small(pattern: re.Pattern[str]) -> bool:
    """Return whether a case-insensitive pattern is written in lower case."""
    text = pattern.pattern
    has_case = any(each.lower() != each.upper() for each in text if not each.isascii())
    return text.startswith(_ANY_CASE) and not has_case and not _CAPITAL.search(text)


def _for_small(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return a case-insensitive pattern as one for texts in lower case."""
    return re.compile(pattern.pattern.removeprefix(_ANY_CASE), pattern.flags & re.DOTALL)


def _union(patterns: Sequence[re.Pattern[str]]) -> re.Pattern[str]:
    """Return one pattern that matches what any of the patterns matches."""
    branches, flags = [], 0
    for pattern in patterns:
        flags = pattern.flags & re.DOTALL
        text = without_groups(pattern.pattern)
        bare = text.removeprefix(_ANY_CASE)
        branches.append(text if bare == text else f"(?i:{bare})")
    return re.compile("|".join(branches) or "(?!)", flags)


def without_groups(pattern: str) -> str:
    """Return a pattern with named groups made anonymous, so that it can be embedded twice."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)
