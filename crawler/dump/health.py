"""The figures of one source's texts that a run's manifest carries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leak:
    """Banner words that are left in bodies."""

    id: str
    bodies: int
    url: str
    """Of one of them."""


@dataclass(frozen=True, slots=True)
class Health:
    """The texts of one source in one run, new or known before."""

    stories: int
    length: int
    """Characters of a body: half the stories have more."""
    rules: dict[str, int]
    """Rule -> pages on which it took text."""
    leaks: tuple[Leak, ...]
    dead: tuple[str, ...]
    """Rules that took text in earlier runs and none in this one."""
    proposed: str
    """Rules for texts that recur and that no rule names, as TOML."""
    alarms: tuple[str, ...]
    """One line each; empty where all is as it was."""
