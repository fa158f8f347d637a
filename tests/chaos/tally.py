"""Counts of a chaos run."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What came of it."""

    crawls: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    """By phase."""
    codes: Counter[int] = field(default_factory=Counter)
    """Exit codes of the crawls that were not killed."""
    full: int = 0
    """Crawls on a full disk."""
    clocks: int = 0
    """Crawls whose clock was behind that of the crawl before."""
    faults: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
