"""Define the values of an explanation."""

from collections import Counter
from itertools import groupby
from typing import Literal

from msgspec import Struct

Sign = Literal["+", "=", "-"]
"""Kept in the text, kept as a field, removed."""


class ExplainedText(Struct, frozen=True):
    """A text of a page, and whether it was kept."""

    sign: Sign
    why: str
    """Field, rule or reason; empty for text kept in the body."""
    place: str
    text: str


class Field(Struct, frozen=True):
    """A field of a record, with its evidence."""

    name: str
    value: str
    evidence: str


class Explanation(Struct, frozen=True):
    """Explanation of one page."""

    name: str
    """Name of the input."""
    verdict: str
    texts: tuple[ExplainedText, ...]
    """All visible texts, in page order."""
    stories: tuple[tuple[Field, ...], ...] = ()
    """Fields of each story."""

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Number of texts removed by each rule or reason, largest first."""
        return Counter(each.why for each in self.texts if each.sign == "-").most_common()

    @property
    def runs(self) -> list[tuple[bool, list[ExplainedText]]]:
        """Alternating runs of kept (True) and removed texts."""
        rows = groupby(self.texts, key=lambda each: each.sign != "-")
        return [(kept, list(row)) for kept, row in rows]
