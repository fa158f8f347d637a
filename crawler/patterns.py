"""Many patterns for one text: only those are tried that may begin with the text's first character.

The engine tries the branches of a union one after another, so most of the time that a hundred forms
take is spent on those that begin with another letter.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ASCII = frozenset(map(chr, range(128)))
_LAST, _BEYOND = "\x7f", "\u0100"
"""The last character of ASCII, and what every character beyond it is filed under."""
_ANY = _ASCII | {_BEYOND}


class PatternIndex:
    """Patterns, filed by the characters that a text may begin with which one of them matches."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._filed: dict[str, _Filed | None] = {}

    def fullmatch(self, text: str) -> tuple[int, re.Match[str]] | None:
        """Return the number of the first pattern that a whole text matches, and its match.

        >>> index = PatternIndex(map(re.compile, ("(?i)back to top", "Index|News")))
        >>> index.fullmatch("Back to TOP")[0], index.fullmatch("News")[0], index.fullmatch("back")
        (0, 1, None)
        """
        first = text[:1]
        if first > _LAST:
            first = _BEYOND
        try:
            filed = self._filed[first]
        except KeyError:
            filed = self._filed[first] = self._file(first)
        return None if filed is None else filed.fullmatch(text)

    @cached_property
    def _branches(self) -> list[tuple[int, re.Pattern[str], frozenset[str]]]:
        """Return the branches of all patterns, with the number of each one's pattern and what it
        may begin with."""
        return [
            (number, branch, first_characters(branch))
            for number, pattern in enumerate(self._patterns)
            for branch in _branches_of(pattern)
        ]

    def _file(self, first: str) -> "_Filed | None":
        """Return the patterns for one first character: made when the first text needs them."""
        filed = [each for each in self._branches if not first or first in each[2]]
        numbers = dict.fromkeys(number for number, _, _ in filed)
        each = [(number, self._patterns[number]) for number in numbers]
        return _Filed(each, [branch for _, branch, _ in filed]) if filed else None


class _Filed:
    """The patterns that may match a text, each by itself, and their branches as one pattern, which
    most texts fail at once. The engine skips a branch by its first letter, and never a group."""

    def __init__(
        self, each: list[tuple[int, re.Pattern[str]]], branches: Sequence[re.Pattern[str]]
    ) -> None:
        self._each = each
        self._any = _union(branches)

    def fullmatch(self, text: str) -> tuple[int, re.Match[str]] | None:
        if self._any.fullmatch(text):
            for number, pattern in self._each:
                if found := pattern.fullmatch(text):
                    return number, found
        return None


_ANY_CASE = "(?i)"
_STEP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""A character of a pattern, an escaped one, or a whole set of characters."""


def _branches_of(pattern: re.Pattern[str]) -> list[re.Pattern[str]]:
    """Return the branches of a pattern, those of a group left together."""
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


def _union(patterns: Sequence[re.Pattern[str]]) -> re.Pattern[str]:
    """Return one pattern that matches what one of some patterns does."""
    branches = []
    for pattern in patterns:
        text = without_groups(pattern.pattern)
        bare = text.removeprefix(_ANY_CASE)
        branches.append(text if bare == text else f"(?i:{bare})")
    return re.compile("|".join(branches), patterns[0].flags & re.DOTALL)


def without_groups(pattern: str) -> str:
    """Return a pattern with its named groups bared, so that it may stand twice in another."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def first_characters(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the ASCII characters that what a pattern matches may begin with, and one more for all
    others; every character where that cannot be told from the pattern.

    >>> sorted(first_characters(re.compile("(?:the )?[XY]|(?i:a)b?")))
    ['A', 'X', 'Y', 'a', 't']
    """
    return _firsts(parser.parse(pattern.pattern, pattern.flags), pattern.flags) or _ANY


def _firsts(nodes: Iterable[Any], flags: int) -> frozenset[str] | None:
    """Return what a sequence of nodes may begin with; null where it may be empty."""
    found: frozenset[str] = frozenset()
    for code, value in nodes:
        if code in _NO_WIDTH:
            continue
        first, may_be_empty = _first(code, value, flags)
        found |= first
        if not may_be_empty:
            return found
    return None


_NO_WIDTH = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)
"""Nodes that take no character, and of which nothing is to be known."""


def _first(code: Any, value: Any, flags: int) -> tuple[frozenset[str], bool]:
    """Return what one node may begin with, and whether it may be empty."""
    if code is codes.LITERAL:
        return _cases(value, flags), False
    if code is codes.NOT_LITERAL:
        return _ANY - _cases(value, flags) | {_BEYOND}, False
    if code is codes.IN:
        return _of_set(tuple(value), flags), False
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, inside = value
        return _inside(inside, flags, may_be_empty=least == 0)
    if code is codes.SUBPATTERN:
        _, added, removed, inside = value
        return _inside(inside, (flags | added) & ~removed)
    if code is codes.ATOMIC_GROUP:
        return _inside(value, flags)
    if code is codes.BRANCH:
        each = [_inside(branch, flags) for branch in value[1]]
        return frozenset().union(*(first for first, _ in each)), any(empty for _, empty in each)
    return _ANY, False


def _inside(
    nodes: Iterable[Any], flags: int, *, may_be_empty: bool = False
) -> tuple[frozenset[str], bool]:
    first = _firsts(nodes, flags)
    return (_ANY, True) if first is None else (first, may_be_empty)


@cache
def _of_set(items: tuple[tuple[Any, Any], ...], flags: int) -> frozenset[str]:
    """Return what a set of characters holds; every character where that cannot be told."""
    is_negated = items[0][0] is codes.NEGATE
    found: frozenset[str] = frozenset()
    for code, value in items[is_negated:]:
        if code is codes.LITERAL:
            found |= _cases(value, flags)
        elif code is codes.RANGE and value[1] < 128:
            found = found.union(*(_cases(each, flags) for each in range(value[0], value[1] + 1)))
        elif code is codes.RANGE and value[0] >= 128 and not flags & re.IGNORECASE:
            found |= {_BEYOND}
        elif code is codes.CATEGORY and value in _CLASSES:
            found |= _CLASSES[value]
        else:
            return _ANY
    return _ANY - found | {_BEYOND} if is_negated else found


def _matching(pattern: str) -> frozenset[str]:
    return frozenset(filter(re.compile(pattern).fullmatch, _ASCII)) | {_BEYOND}


_CLASSES = {
    codes.CATEGORY_DIGIT: _matching(r"\d"),
    codes.CATEGORY_NOT_DIGIT: _matching(r"\D"),
    codes.CATEGORY_SPACE: _matching(r"\s"),
    codes.CATEGORY_NOT_SPACE: _matching(r"\S"),
    codes.CATEGORY_WORD: _matching(r"\w"),
    codes.CATEGORY_NOT_WORD: _matching(r"\W"),
}


@cache
def _cases(code: int, flags: int) -> frozenset[str]:
    """Return a character with what counts as the same in any case."""
    if not flags & re.IGNORECASE:
        return frozenset((chr(code) if code < 128 else _BEYOND,))
    same = re.compile(re.escape(chr(code)), re.IGNORECASE)
    return frozenset(filter(same.fullmatch, _ASCII)) | ({_BEYOND} if _has_kin(code) else set())


def _has_kin(code: int) -> bool:
    """Return whether a letter beyond ASCII counts as the same in any case: such as `ſ` for `s`."""
    return code >= 128 or chr(code).lower() in "iks"
