"""Freshness of a source, as the index of a dump states it."""

from dataclasses import dataclass

from crawler.contract import Day, UtcMoment


@dataclass(frozen=True, slots=True)
class Freshness:
    """Freshness of a source."""

    last_published: UtcMoment | None = None
    """End of the last run that published a record from it."""
    last_success: UtcMoment | None = None
    """End of the last successful run that could read it."""
    newest_story: Day | None = None
    """Publication date of its newest story."""
