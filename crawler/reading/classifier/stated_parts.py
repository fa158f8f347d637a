"""Compare the blocks of a page with the parts and the length that its JSON-LD states."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from crawler.reading.classifier.head_statements import HeadStatements
from crawler.reading.parse.outline import Outline

STATED_PARTS = ("in stated part", "share of stated words")
"""Names of the traits in this module."""
_UNKNOWN, _NOT_COUNTED = -1, -9.0
_FEW = 50
"""Minimum words of a stated length; a smaller one counts a teaser, or something else."""
_SHOWN = 0.5
"""Minimum share of the stated words that the page must show from its first prose on."""
_COMPOUND = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_PART = re.compile(r"[.#][\w-]+")


class _Compound(NamedTuple):
    """Last step of a CSS selector: `p.lead#top`. Steps above it are ignored, since JSON-LD selects
    parts of the one article."""

    tag: str
    id: str
    classes: frozenset[str]

    def boxes_in(self, outline: Outline) -> list[int]:
        """Return the boxes that match."""
        some = next(iter(self.classes), "")
        return [
            box
            for box, tag in enumerate(outline.tags)
            for own, classes in (outline.name(box),)
            if some in classes
            and (not self.id or self.id == own)
            and (not self.tag or self.tag == tag)
            and self.classes <= set(classes.split())
        ]


def compounds(selectors: Sequence[str]) -> list[_Compound]:
    """Return the last steps of selectors; those that need more than tag, id and classes are left
    out.

    >>> [step] = compounds(["main .entry > div.paid", "[data-lock]", "p:first-child"])
    >>> step.tag, sorted(step.classes)
    ('div', ['paid'])
    """
    found = []
    for selector in selectors:
        for each in selector.split(","):
            steps = re.split(r"[\s>+~]+", each.strip())
            if (match := _COMPOUND.fullmatch(steps[-1])) and match[0]:
                parts = _PART.findall(match[2])
                ids = [part[1:] for part in parts if part[0] == "#"]
                classes = frozenset(part[1:] for part in parts if part[0] == ".")
                tag = (match[1] or "").lower().replace("*", "")
                found.append(_Compound(tag, ids[0] if ids else "", classes))
    return found


class StatedParts:
    """The parts of a page and the number of words that its JSON-LD states."""

    def __init__(self, outline: Outline, before: Sequence[int], first: int, stated: HeadStatements):
        """Take the words before each block and in all as `before`, and the first block of prose."""
        self._start = before[first]
        is_shown = before[-1] - self._start >= _SHOWN * stated.word_count
        self._count = stated.word_count if stated.word_count >= _FEW and is_shown else 0
        self._before = before
        self._inside = _inside(outline, compounds(stated.selectors)) if stated.selectors else []

    def of(self, number: int, box: int) -> tuple[float, float]:
        """Return the traits of a block in a box, as named by `STATED_PARTS`: whether it is in a
        stated part (1 or 0; -1 if the page states or shows none); and the words between the first
        prose and the block, as a share of the stated number (-9 if that is unknown)."""
        return (
            self._inside[box] if self._inside else _UNKNOWN,
            (self._before[number] - self._start) / self._count if self._count else _NOT_COUNTED,
        )


def _inside(outline: Outline, parts: Sequence[_Compound]) -> list[bool]:
    """Return for each box whether it is in one of the parts; empty if none is."""
    parts_of = {box for part in parts for box in part.boxes_in(outline)}
    if not parts_of:
        return []
    inside: list[bool] = []
    for box, above in enumerate(outline.parents):
        inside.append(box in parts_of or (above >= 0 and inside[above]))
    return inside
