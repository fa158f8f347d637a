"""What a run observed besides its records, as carried by its manifest."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HostTraffic:
    """Requests to one host, listings and robots.txt included."""

    answers: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    """Requests that failed, also those repeated later: `HTTP 503` or the name of an error."""
    median: float | None = None
    """Median of the seconds until an answer, within 12 %; null without answers."""
    slowest: float | None = None
    """Seconds until the slowest answer."""


@dataclass(frozen=True, slots=True)
class NoStory:
    """Pages of one source that are no story, by reason."""

    reason: str
    pages: int
    urls: tuple[str, ...]
    """The first of them."""


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything of one run that is in this module."""

    hosts: dict[str, HostTraffic] = field(default_factory=dict)
    no_story: dict[str, tuple[NoStory, ...]] = field(default_factory=dict)
    """By source."""
