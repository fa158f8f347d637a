"""The values of an explanation."""

from collections import Counter
from itertools import groupby
from typing import Literal

from msgspec import Struct

Sign = Literal["+", "=", "-"]
"""Kept in the text, kept as a field, removed."""


class Told(Struct, frozen=True):
    """A text of a page and what became of it."""

    sign: Sign
    why: str
    """The field, or the rule or reason; empty for what was kept in the text."""
    place: str
    text: str


class Field(Struct, frozen=True):
    """A field of a record, and where it was read."""

    name: str
    value: str
    evidence: str


class Explanation(Struct, frozen=True):
    """What became of one page."""

    name: str
    """What the page was called when it was given."""
    verdict: str
    told: tuple[Told, ...]
    """All that the page shows, in page order."""
    stories: tuple[tuple[Field, ...], ...] = ()
    """The fields of each story."""

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many texts each rule or reason took, the most first."""
        return Counter(told.why for told in self.told if told.sign == "-").most_common()

    @property
    def runs(self) -> list[tuple[bool, list[Told]]]:
        """The texts in rows of kept ones and removed ones, by turns."""
        rows = groupby(self.told, key=lambda told: told.sign != "-")
        return [(kept, list(row)) for kept, row in rows]
