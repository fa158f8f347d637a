"""How far a crawl is: its figures, in one line for a log and in one that fits a terminal."""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from crawler.dump.manifest import Counts

Phase = Literal["searching", "fetching", "publishing"]

SPAN = 30.0
"""Seconds that a pace is taken over: long enough to be calm, short enough to show a stall."""


class Pace:
    """How many pages a second come in, of late."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def of(self, now: float, done: int) -> float | None:
        """Pages a second, when `done` have come by `now` (seconds); None while none can be told.

        >>> pace = Pace()
        >>> [pace.of(now, done) for now, done in ((0, 0), (1, 4), (2, 8), (40, 8))]
        [None, 4.0, 4.0, 0.0]
        """
        while len(self._seen) > 1 and self._seen[1][0] <= now - SPAN:
            self._seen.popleft()
        if not self._seen or now - self._seen[-1][0] >= 1:  # one mark a second is enough
            self._seen.append((now, done))
        since, before = self._seen[0]
        return (done - before) / (now - since) if now > since else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A crawl at one moment."""

    phase: Phase
    counts: Counts
    elapsed: float = 0.0
    """Seconds since it began."""
    listings: int = 0
    """Read."""
    queued: int = 0
    """Listings that are known of and not read yet."""
    pace: float | None = None
    """Pages a second; null where it is not known."""

    @property
    def wanted(self) -> int:
        """Pages that were or will be fetched."""
        return self.counts.discovered - self.counts.skipped - self.counts.failed

    @property
    def left(self) -> float | None:
        """Seconds until all pages are fetched; null where nobody knows."""
        rest = self.wanted - self.counts.fetched
        return rest / self.pace if self.pace and rest > 0 else None

    def pieces(self) -> list[str]:
        """What there is to say, the most useful first."""
        if self.phase == "searching":
            return [
                f"searching: {self.counts.discovered} stories found",
                f"{self.listings} listings read",
                f"{self.queued} queued",
                clock(self.elapsed),
            ]
        counts = self.counts
        told = [f"fetched {counts.fetched} of {self.wanted}"]
        if self.phase == "publishing":
            told[0] = f"publishing: {told[0]}"
        elif self.pace is not None:
            told.append(f"{self.pace:.1f}/s")
            if self.left is not None:
                told.append(f"{clock(self.left)} left")
        told.append(f"published {counts.published}")
        others = {
            "failed": counts.failed,
            "quarantined": counts.quarantined,
            "waiting": counts.fetched - counts.decided,
            "unchanged": counts.unchanged,
            "duplicate": counts.duplicate,
            "not a story": counts.not_a_story,
            "skipped": counts.skipped,
        }
        return told + [f"{name} {number}" for name, number in others.items() if number]


def told(figures: Figures) -> str:
    """The figures for a log."""
    return ", ".join(figures.pieces())


def fitted(figures: Figures, width: int) -> str:
    """The figures for a terminal of so many columns: as much as fits, never a piece by halves."""
    first, *others = figures.pieces()
    line = first[: max(width, 0)]
    for piece in others:
        longer = f"{line}  {piece}"
        if len(longer) > width:
            break
        line = longer
    return line


def clock(seconds: float) -> str:
    """A span of time as a clock shows it.

    >>> clock(9), clock(69.9), clock(3 * 3600 + 62)
    ('0:09', '1:09', '3:01:02')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def account(counts: Counts) -> str:
    """What became of all stories; the numbers add up.

    >>> account(Counts(discovered=3, skipped=1, fetched=2, published=1, withheld=1))
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
