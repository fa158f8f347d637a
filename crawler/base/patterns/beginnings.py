"""Possible first two characters of a pattern's matches, from its parse tree."""

import re
from collections.abc import Iterable
from functools import cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

Characters = frozenset[str]
_ASCII = frozenset(map(chr, range(128)))
BEYOND = "\u0100"
"""The placeholder for all non-ASCII characters."""
_ANY = _ASCII | {BEYOND}
_NONE: Characters = frozenset()
_END: Characters = frozenset(("",))


class Starts:
    """Patterns by the first two characters of the texts that they may match."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._firsts, self._seconds = _Sets(), _Sets()
        self._pairs: list[int] = []
        """Bits of the pairs of each pattern."""
        bit = 1
        for pattern in patterns:
            least = bit
            for firsts, seconds in pairs_of(pattern):
                self._firsts.add(firsts, bit)
                self._seconds.add(seconds, bit)
                bit <<= 1
            self._pairs.append(bit - least)

    def numbers_of(self, start: str) -> list[int]:
        """Return the numbers of the patterns that may match a text with these first two characters,
        of which those that are not ASCII are replaced by BEYOND."""
        pairs = self._firsts.with_character(start[:1]) & self._seconds.with_character(start[1:])
        return [number for number, its in enumerate(self._pairs) if its & pairs]


class _Sets:
    """Sets of characters, each with bits."""

    def __init__(self) -> None:
        self._bits: dict[Characters, int] = {}
        self._with: dict[str, int] = {}
        """Bits of the sets with each character, found on first use: at most 130 entries."""

    def add(self, characters: Characters, bit: int) -> None:
        self._bits[characters] = self._bits.get(characters, 0) | bit

    def with_character(self, character: str) -> int:
        """Return the bits of the sets that have a character."""
        found = self._with.get(character)
        if found is None:
            found = self._with[character] = sum(
                [bits for characters, bits in self._bits.items() if character in characters]
            )
        return found


@cache
def pairs_of(pattern: re.Pattern[str]) -> list[tuple[Characters, Characters]]:
    """Return sets of first characters, each with those that may follow one of them in a text that
    the whole pattern matches; "" represents the end of the text, and BEYOND each non-ASCII
    character.

    >>> pairs = pairs_of(re.compile("the |[XY]z?"))
    >>> [("".join(sorted(firsts)), *seconds) for firsts, seconds in pairs]
    [('t', 'h'), ('XY', 'z'), ('XY', '')]
    """
    found = _of_sequence(parser.parse(pattern.pattern, pattern.flags), pattern.flags)
    pairs = [*found.pairs, (found.last, _END)]
    return [*pairs, (_END, _END)] if found.may_be_empty else pairs


class _Beginnings(NamedTuple):
    """What a part of a pattern may begin with."""

    pairs: list[tuple[Characters, Characters]]
    last: Characters
    """First characters that may be its last."""
    may_be_empty: bool

    def firsts(self) -> Characters:
        return self.last.union(*(first for first, _ in self.pairs))


def _of_sequence(nodes: Iterable[Any], flags: int) -> _Beginnings:
    pairs: list[tuple[Characters, Characters]] = []
    last, may_be_empty = _NONE, True
    for code, value in nodes:
        if code in _NO_WIDTH:
            continue
        node = _of_node(code, value, flags)
        if last:
            pairs.append((last, node.firsts()))
        if not node.may_be_empty:
            last = _NONE
        if may_be_empty:
            pairs += node.pairs
            last |= node.last
            may_be_empty = node.may_be_empty
        if not (last or may_be_empty):
            break
    return _Beginnings(pairs, last, may_be_empty)


_NO_WIDTH = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)
"""Nodes of zero width, which are ignored."""


def _of_node(code: Any, value: Any, flags: int) -> _Beginnings:
    if code is codes.LITERAL:
        return _Beginnings([], _cases(value, flags), False)
    if code is codes.NOT_LITERAL:
        return _Beginnings([], _ANY - _cases(value, flags) | {BEYOND}, False)
    if code is codes.IN:
        return _Beginnings([], _of_set(tuple(value), flags), False)
    if code is codes.ANY:
        return _Beginnings([], _ANY, False)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, inside = value
        return _repeated(least, most, inside, flags)
    if code is codes.SUBPATTERN:
        _, added, removed, inside = value
        return _of_sequence(inside, (flags | added) & ~removed)
    if code is codes.ATOMIC_GROUP:
        return _of_sequence(value, flags)
    if code is codes.BRANCH:
        each = [_of_sequence(branch, flags) for branch in value[1]]
        return _Beginnings(
            [pair for branch in each for pair in branch.pairs],
            _NONE.union(*(branch.last for branch in each)),
            any(branch.may_be_empty for branch in each),
        )
    return _Beginnings([(_ANY, _ANY)], _ANY, True)


def _repeated(least: int, most: int, inside: Iterable[Any], flags: int) -> _Beginnings:
    once = _of_sequence(inside, flags)
    pairs, last = once.pairs, once.last
    if last and most > 1:
        pairs = [*pairs, (last, once.firsts())]
        if least > 1 and not once.may_be_empty:
            last = _NONE
    return _Beginnings(pairs, last, once.may_be_empty or least == 0)


@cache
def _of_set(items: tuple[tuple[Any, Any], ...], flags: int) -> Characters:
    """Return the characters of a set; all characters if they cannot be derived."""
    is_negated = items[0][0] is codes.NEGATE
    found = _NONE
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


def _matching(pattern: str) -> Characters:
    return frozenset(filter(re.compile(pattern).fullmatch, _ASCII)) | {BEYOND}


_CLASSES = {
    codes.CATEGORY_DIGIT: _matching(r"\d"),
    codes.CATEGORY_NOT_DIGIT: _matching(r"\D"),
    codes.CATEGORY_SPACE: _matching(r"\s"),
    codes.CATEGORY_NOT_SPACE: _matching(r"\S"),
    codes.CATEGORY_WORD: _matching(r"\w"),
    codes.CATEGORY_NOT_WORD: _matching(r"\W"),
}


_SAME = ("iIİı", "kK\u212a", "sSſ")
"""Letters that are the same if case is ignored, of which at least one is beyond ASCII."""


@cache
def _cases(code: int, flags: int) -> Characters:
    """Return a character and, if case is ignored, its case variants."""
    same = letter = chr(code)
    if flags & re.IGNORECASE:
        variants = letter.lower() + letter.upper() if letter.isascii() else letter
        same = next((letters for letters in _SAME if letter in letters), variants)
    return frozenset(each if each.isascii() else BEYOND for each in same)
