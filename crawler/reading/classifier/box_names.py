"""Read what the names of a page's boxes suggest: one bit per word list in `traits.toml`."""

import re
from functools import lru_cache
from importlib.resources import files

from crawler.base.toml import load_toml
from crawler.reading.parse.outline import Outline

_ROWS = load_toml(files(__package__) / "traits.toml", dict[str, dict[str, str]])["named"]
_NAMED = {name: frozenset(words.split()) for name, words in _ROWS.items()}
NAMES = tuple(_NAMED)
_LONG = 5
"""Minimum letters of a listed word that counts inside a longer one."""
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+")


def _listed() -> dict[str, int]:
    bits: dict[str, int] = {}
    for row, words in enumerate(_NAMED.values()):
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << row
    return bits


_LISTED = _listed()
_STARTS = frozenset(word[:_LONG] for word in _LISTED if len(word) >= _LONG)
_LONGEST = max(map(len, _LISTED))


class Names:
    """Name bits of a page's boxes, computed on first use."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._found: list[int | None] = [None] * len(outline.parents)

    def of(self, box: int) -> int:
        """Return the bits of one box, without the boxes around it."""
        found = self._found[box]
        if found is None:
            found = self._found[box] = self._of(box)
        return found

    def _of(self, box: int) -> int:
        """Return the bits of a box's id and classes, and of a custom element's tag."""
        (own, classes), tag = self._outline.name(box), self._outline.tags[box]
        if "-" in tag:
            return bits_of_name(f"{own} {classes} {tag}")
        return bits_of_name(f"{own} {classes}") if own or classes else 0


@lru_cache(maxsize=16_384)
def bits_of_name(name: str) -> int:
    """Return the combined bits of all words in a name."""
    found = 0
    for bits in map(_bits_of_word, _NAME_WORD.findall(name)):
        found |= bits
    return found


def bits_of(*rows: str) -> int:
    """Return a mask of the given word lists."""
    return sum(1 << NAMES.index(row) for row in rows)


@lru_cache(maxsize=65_536)
def _bits_of_word(word: str) -> int:
    word = word.lower()
    found, length = _LISTED.get(word, 0), len(word)
    for start in range(length - _LONG + 1):
        if word[start : start + _LONG] in _STARTS:
            for end in range(start + _LONG, min(start + _LONGEST, length) + 1):
                found |= _LISTED.get(word[start:end], 0)
    return found


@lru_cache(maxsize=16_384)
def flags(found: int) -> tuple[bool, ...]:
    """Return whether each word list has its bit."""
    return tuple(bool(found >> row & 1) for row in range(len(NAMES)))
