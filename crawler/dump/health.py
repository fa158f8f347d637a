"""Text statistics of one source, as carried by a run's manifest."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leak:
    """A known banner text that is still in published bodies."""

    id: str
    bodies: int
    url: str
    """URL of one example."""


@dataclass(frozen=True, slots=True)
class Health:
    """Statistics of one source's texts in one run, new and known stories alike."""

    stories: int
    length: int
    """Median body length in characters."""
    rules: dict[str, int]
    """Rule id -> pages on which it removed text."""
    leaks: tuple[Leak, ...]
    dead: tuple[str, ...]
    """Ids of rules that removed text in earlier runs and none in this one."""
    proposed: str
    """Proposed rules, as TOML, for repeated texts that no rule matches."""
    alarms: tuple[str, ...]
    """One line per alarm; empty if the statistics match those of earlier runs."""
