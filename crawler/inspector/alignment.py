"""Where the texts of an explanation are in the text nodes of the page.

An explanation lists all visible text of a page in its order, with other white space and repaired
characters. So the characters other than white space are searched for, one text after the other.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from crawler.base.text import repair

_NEAR = 400
"""Within how many characters a short text is searched for: farther on, it may be another one."""
_LONG = 16
"""From how many characters on a text is searched for in all the rest."""
_TRIES = 500
"""Most searches in all the rest that may fail: each reads the whole page."""
_TAKEN = "\0"
"""Placeholder for a character that is taken; it occurs in no page."""


class Piece(NamedTuple):
    """A part of a text node that belongs to a text of the explanation."""

    start: int
    end: int
    text: int
    """Number of the text."""


def align(nodes: Sequence[str], texts: Iterable[tuple[int, str]]) -> list[list[Piece]]:
    """Return for each text node its pieces, in order; `texts` have their numbers.

    White space around a text is in no piece. A text that is not found is in no node.
    """
    letters = _Letters(nodes)
    rest: list[tuple[int, str]] = []
    at, tries = 0, _TRIES
    for number, text in texts:
        wanted = _solid(text)
        found = letters.find(wanted, at, at + len(wanted) + _NEAR) if wanted else -1
        if found < 0 and len(wanted) >= _LONG and tries:
            found = letters.find(wanted, at, None)
            tries -= found < 0
        if found < 0:
            rest.append((number, wanted))
        else:
            at = letters.take(found, len(wanted), number)
    for number, wanted in rest[:_TRIES]:
        if wanted and (found := letters.find_free(wanted)) >= 0:
            letters.take(found, len(wanted), number)
    return letters.pieces()


class _Letters:
    """All characters of the nodes but white space; those that belong to a text are taken."""

    def __init__(self, nodes: Sequence[str]) -> None:
        self._nodes = nodes
        solid = [_solid(node) for node in nodes]
        self._starts = [0, *accumulate(map(len, solid))]
        self._all = "".join(solid)
        self._taken: list[tuple[int, int, int]] = []
        """Start, end and text of each stretch, in order of their discovery."""
        self._hidden = 0
        """How many of these are overwritten in the characters."""

    def find(self, wanted: str, start: int, end: int | None) -> int:
        """Return the position of characters; -1 if they are not found."""
        return self._all.find(wanted, start, len(self._all) if end is None else end)

    def find_free(self, wanted: str) -> int:
        """Return the position of characters of which none is taken; -1 if there are none."""
        if self._hidden < len(self._taken):
            characters = list(self._all)
            for start, end, _ in self._taken[self._hidden :]:
                characters[start:end] = _TAKEN * (end - start)
            self._all = "".join(characters)
            self._hidden = len(self._taken)
        return self._all.find(wanted)

    def take(self, start: int, length: int, text: int) -> int:
        """Assign a stretch to a text; return its end."""
        self._taken.append((start, start + length, text))
        return start + length

    def pieces(self) -> list[list[Piece]]:
        """Return the pieces of each node. The first text that took a character has it."""
        found: list[list[Piece]] = [[] for _ in self._nodes]
        for start, end, text in _apart(self._taken):
            for node in range(bisect_right(self._starts, start) - 1, len(self._nodes)):
                first, last = self._starts[node], self._starts[node + 1]
                if first >= end:
                    break
                if (stretch := (max(start, first), min(end, last)))[0] < stretch[1]:
                    here = _places(self._nodes[node], last - first)
                    a, b = here[stretch[0] - first][0], here[stretch[1] - 1 - first][1]
                    found[node].append(Piece(a, b, text))
        return [_ordered(pieces) for pieces in found]


def _apart(taken: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches in their order on the page, without those that overlap another."""
    last = 0
    for start, end, text in sorted(taken):
        if start >= last:
            yield start, end, text
            last = end


def _ordered(pieces: list[Piece]) -> list[Piece]:
    """Return pieces that do not overlap: a repaired character may be in two."""
    apart: list[Piece] = []
    last = 0
    for piece in pieces:
        start = max(piece.start, last)
        if start < piece.end:
            apart.append(Piece(start, piece.end, piece.text))
            last = piece.end
    return apart


def _solid(text: str) -> str:
    """Return the characters of a text but white space, repaired."""
    return "".join(repair(text).split())


def _places(node: str, count: int) -> list[tuple[int, int]]:
    """Return start and end in a node of each of its `count` solid characters.

    In words that were repaired, they are interpolated.
    """
    places = [at for at, letter in enumerate(node) if not letter.isspace()]
    if len(places) == count:
        return [(at, at + 1) for at in places]
    repaired = [len(word) for word in repair(node).split()]
    words = [len(word) for word in node.split()]
    if len(words) != len(repaired):
        return _spread(places, count)
    found: list[tuple[int, int]] = []
    start = 0
    for length, new in zip(words, repaired, strict=True):
        found += _spread(places[start : start + length], new)
        start += length
    return found


def _spread(places: list[int], count: int) -> list[tuple[int, int]]:
    """Return starts and ends of `count` characters, evenly over all places."""
    edges = [at * len(places) // count for at in range(count + 1)]
    last = len(places) - 1
    return [
        (places[min(start, last)], places[max(min(start, last), end - 1)] + 1)
        for start, end in pairwise(edges)
    ]
