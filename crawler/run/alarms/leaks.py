"""Detection of known banner texts left in bodies; the patterns and their proofs are in
`leaks.toml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from crawler.base.faults import UsageFault
from crawler.base.toml import load_toml

_LONGEST = 300
"""Maximum characters of a paragraph that may be a banner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leak:
    id: str
    trigger: str
    text: str
    hits: tuple[str, ...]
    spares: tuple[str, ...]

    def takes(self, paragraph: str) -> bool:
        """Return whether a paragraph is a banner by this pattern."""
        if len(paragraph) > _LONGEST or self.trigger not in paragraph.lower():
            return False
        return re.fullmatch(self.text, paragraph, re.IGNORECASE | re.DOTALL) is not None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    leak: tuple[_Leak, ...]


@cache
def load_leaks() -> tuple[_Leak, ...]:
    """Load the shipped patterns. Raises `UsageFault` for an invalid file or a failed proof."""
    file = files(__package__) / "leaks.toml"
    leaks = load_toml(file, _File).leak
    for leak in leaks:
        if not leak.hits or not leak.spares:
            raise UsageFault(f"{file}: leak {leak.id}: needs hits and spares as its proof")
        if not all(map(leak.takes, leak.hits)) or any(map(leak.takes, leak.spares)):
            raise UsageFault(
                f"{file}: leak {leak.id}: its proof failed: a hit does not match, or a spare does"
            )
    return leaks


def leaks_in(body: str) -> Iterator[str]:
    """Yield the ids of the leaks in a body."""
    lower = body.lower()
    for leak in load_leaks():
        if leak.trigger in lower and any(map(leak.takes, body.split("\n\n"))):
            yield leak.id
