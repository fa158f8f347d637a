"""Counters of pages, as carried by a run's manifest."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Counts:
    """Page counters of one source or of a whole run. `gap` reports where they do not reconcile."""

    discovered: int = 0
    skipped: int = 0
    failed: int = 0
    fetched: int = 0
    published: int = 0
    unchanged: int = 0
    duplicate: int = 0
    quarantined: int = 0
    not_a_story: int = 0
    withheld: int = 0
    """Pages that would have been published if their source had not failed a gate."""

    @property
    def decided(self) -> int:
        """Number of fetched pages that have a verdict."""
        decided = self.published + self.unchanged + self.duplicate
        return decided + self.quarantined + self.not_a_story + self.withheld

    def gap(self) -> str | None:
        """Return where the counters do not reconcile, on one line; None if they do."""
        if self.discovered != self.skipped + self.fetched + self.failed:
            return (
                f"discovered {self.discovered} != skipped {self.skipped}"
                f" + fetched {self.fetched} + failed {self.failed}"
            )
        if self.fetched != self.decided:
            return f"fetched {self.fetched} != {self.decided} pages with a verdict"
        return None


def total(counts: Iterable[Counts]) -> Counts:
    """Return the field-wise sum of several counters."""
    rows = tuple(counts)
    return Counts(*(sum(getattr(row, f.name) for row in rows) for f in fields(Counts)))
