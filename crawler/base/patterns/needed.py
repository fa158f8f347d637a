"""Words that every match of a pattern contains, from its parse tree.

A pattern with any first character is tried on every text; a search for a word costs a tenth.
"""

import re
from collections.abc import Iterable, Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 16
"""Most alternative words."""
_SHORTEST = 3
"""Minimum length of a word, in characters."""
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


def needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return lower-case words of which every ASCII match contains at least one, ignoring case.

    Empty if there are none, too many, or if one is too short.

    >>> needed_words(re.compile(r".{0,80}\\b[Aa]ll rights? (?:reserved|kept)\\.?"))
    ('all right',)
    >>> sorted(needed_words(re.compile(r"\\w+ (?:staff|desk)?(?:writer|editor)")))
    ['editor', 'writer']
    """
    words = _needed(parser.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(words)) if words and min(map(len, words)) >= _SHORTEST else ()


def _length(words: frozenset[str]) -> tuple[int, float]:
    """Return the length of the shortest word and the average length."""
    return min(map(len, words)), sum(map(len, words)) / len(words)


def _needed(nodes: Iterable[Any]) -> frozenset[str]:
    """Return the longest set of words of which one is needed; empty without one."""
    return max(filter(None, _all_needed(nodes)), key=_length, default=frozenset())


def _all_needed(nodes: Iterable[Any]) -> Iterator[frozenset[str]]:
    """Yield the needed words of each part of a sequence."""
    run = ""
    for code, value in nodes:
        if letter := _letter(code, value):
            run += letter
            continue
        if code is codes.AT:
            continue
        yield frozenset((run,))
        run = ""
        if code in _REPEATS and value[0] > 0:
            yield _needed(value[2])
        elif code is codes.SUBPATTERN:
            yield _needed(value[3])
        elif code is codes.ATOMIC_GROUP:
            yield _needed(value)
        elif code is codes.BRANCH:
            yield _of_branches(value[1])
    yield frozenset((run,))


def _of_branches(branches: Iterable[Any]) -> frozenset[str]:
    each = [_needed(branch) for branch in branches]
    words = frozenset().union(*each)
    return words if all(each) and len(words) <= _MOST else frozenset()


def _letter(code: Any, value: Any) -> str:
    """Return a node's ASCII character in lower case; empty for other nodes."""
    if code is codes.IN:
        letters = {_letter(*each) for each in value}
        return letters.pop() if len(letters) == 1 else ""
    return chr(value).lower() if code is codes.LITERAL and value < 128 else ""
