"""Progress of a crawl: its figures, formatted for the log and for a terminal."""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from crawler.dump.manifest import Counts

Phase = Literal["searching", "fetching", "publishing"]

SPAN = 30.0
"""Seconds over which the pace is averaged: long enough to be steady, short enough to show a
stall."""


class Pace:
    """Recent rate of fetched pages per second."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def of(self, now: float, done: int) -> float | None:
        """Return the pages per second when `done` have been fetched by `now` (seconds), or None if
        unknown.

        >>> pace = Pace()
        >>> [pace.of(now, done) for now, done in ((0, 0), (1, 4), (2, 8), (40, 8))]
        [None, 4.0, 4.0, 0.0]
        """
        while len(self._seen) > 1 and self._seen[1][0] <= now - SPAN:
            self._seen.popleft()
        if not self._seen or now - self._seen[-1][0] >= 1:  # one sample per second is enough
            self._seen.append((now, done))
        since, before = self._seen[0]
        return (done - before) / (now - since) if now > since else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a crawl at one moment."""

    phase: Phase
    counts: Counts
    elapsed: float = 0.0
    """Seconds since the crawl began."""
    listings: int = 0
    """Listings read."""
    queued: int = 0
    """Listings known but not read yet."""
    pace: float | None = None
    """Pages per second; null if unknown."""

    @property
    def wanted(self) -> int:
        """Number of pages that were or will be fetched."""
        return self.counts.discovered - self.counts.skipped - self.counts.failed

    @property
    def left(self) -> float | None:
        """Estimated seconds until all pages are fetched; null if unknown."""
        rest = self.wanted - self.counts.fetched
        return rest / self.pace if self.pace and rest > 0 else None

    def pieces(self) -> list[str]:
        """Return the figures as text, most useful first."""
        if self.phase == "searching":
            return [
                f"searching: {self.counts.discovered} stories found",
                f"{self.listings} listings read",
                f"{self.queued} queued",
                clock(self.elapsed),
            ]
        counts = self.counts
        pieces = [f"fetched {counts.fetched} of {self.wanted}"]
        if self.phase == "publishing":
            pieces[0] = f"publishing: {pieces[0]}"
        elif self.pace is not None:
            pieces.append(f"{self.pace:.1f}/s")
            if self.left is not None:
                pieces.append(f"{clock(self.left)} left")
        pieces.append(f"published {counts.published}")
        others = {
            "failed": counts.failed,
            "quarantined": counts.quarantined,
            "waiting": counts.fetched - counts.decided,
            "unchanged": counts.unchanged,
            "duplicate": counts.duplicate,
            "not a story": counts.not_a_story,
            "skipped": counts.skipped,
        }
        return pieces + [f"{name} {number}" for name, number in others.items() if number]


def format_line(figures: Figures) -> str:
    """Return the figures for a log line."""
    return ", ".join(figures.pieces())


def format_fitting(figures: Figures, width: int) -> str:
    """Return the figures that fit into a terminal of `width` columns, without cutting any of
    them."""
    first, *others = figures.pieces()
    line = first[: max(width, 0)]
    for piece in others:
        longer = f"{line}  {piece}"
        if len(longer) > width:
            break
        line = longer
    return line


def clock(seconds: float) -> str:
    """Format a duration as hours, minutes and seconds.

    >>> clock(9), clock(69.9), clock(3 * 3600 + 62)
    ('0:09', '1:09', '3:01:02')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def format_counts(counts: Counts) -> str:
    """Format all counters of a source; the numbers reconcile.

    >>> format_counts(Counts(discovered=3, skipped=1, fetched=2, published=1, withheld=1))
    ... # doctest: +NORMALIZE_WHITESPACE
    'discovered 3 (skipped 1, failed 0), fetched 2 (published 1, unchanged 0, duplicate 0,
     quarantined 0, not a story 0, withheld 1)'
    """
    withheld = f", withheld {counts.withheld}" if counts.withheld else ""
    return (
        f"discovered {counts.discovered} (skipped {counts.skipped}, failed {counts.failed}), "
        f"fetched {counts.fetched} (published {counts.published}, unchanged {counts.unchanged}, "
        f"duplicate {counts.duplicate}, quarantined {counts.quarantined}, "
        f"not a story {counts.not_a_story}{withheld})"
    )
