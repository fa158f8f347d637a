"""How far a batch is, and the request to stop it."""

from collections import Counter
from dataclasses import dataclass, field


class StopError(Exception):
    """The batch is to stop."""


@dataclass
class Figures:
    """How far a batch is."""

    archives: int
    done: int = 0
    """Archives whose outcome is there."""
    stored: int = 0
    """Archives whose outcome is stored."""
    pages: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    """Archives that could not be read at all."""
