"""Possible first characters of a pattern's matches, from its parse tree."""

import re
from collections.abc import Iterable
from functools import cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ASCII = frozenset(map(chr, range(128)))
LAST, BEYOND = "\x7f", "\u0100"
"""The last ASCII character, and the placeholder for all non-ASCII characters."""
_ANY = _ASCII | {BEYOND}


@cache
def first_characters(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the ASCII characters that matches may start with, plus BEYOND for non-ASCII ones.

    All characters if this cannot be derived from the pattern.

    >>> sorted(first_characters(re.compile("(?:the )?[XY]|(?i:a)b?")))
    ['A', 'X', 'Y', 'a', 't']
    """
    return _firsts(parser.parse(pattern.pattern, pattern.flags), pattern.flags) or _ANY


def _firsts(nodes: Iterable[Any], flags: int) -> frozenset[str] | None:
    """Return the first characters of a sequence of nodes; None if it may be empty."""
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
"""Nodes of zero width, which are ignored."""


def _first(code: Any, value: Any, flags: int) -> tuple[frozenset[str], bool]:
    """Return the first characters of one node, and whether it may be empty."""
    if code is codes.LITERAL:
        return _cases(value, flags), False
    if code is codes.NOT_LITERAL:
        return _ANY - _cases(value, flags) | {BEYOND}, False
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
    """Return the characters of a set; all characters if they cannot be derived."""
    is_negated = items[0][0] is codes.NEGATE
    found: frozenset[str] = frozenset()
    for code, value in items[is_negated:]:
        if code is codes.LITERAL:
            found |= _cases(value, flags)
        elif code is codes.RANGE and value[1] < 128:
            found = found.union(*(_cases(each, flags) for each in range(value[0], value[1] + 1)))
        elif code is codes.RANGE and value[0] >= 128 and not flags & re.IGNORECASE:
            found |= {BEYOND}
        elif code is codes.CATEGORY and value in _CLASSES:
            found |= _CLASSES[value]
        else:
            return _ANY
    return _ANY - found | {BEYOND} if is_negated else found


def _matching(pattern: str) -> frozenset[str]:
    return frozenset(filter(re.compile(pattern).fullmatch, _ASCII)) | {BEYOND}


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
    """Return a character and, if case is ignored, its case variants."""
    if not flags & re.IGNORECASE:
        return frozenset((chr(code) if code < 128 else BEYOND,))
    same = re.compile(re.escape(chr(code)), re.IGNORECASE)
    return frozenset(filter(same.fullmatch, _ASCII)) | ({BEYOND} if _has_variant(code) else set())


def _has_variant(code: int) -> bool:
    """Return whether a non-ASCII letter equals the character if case is ignored: `ſ` for `s`."""
    return code >= 128 or chr(code).lower() in "iks"
