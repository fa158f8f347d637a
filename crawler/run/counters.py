"""What became of everything that one crawl looked for. The accounts must add up."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args

from crawler.dump.manifest import Counts, Extent, total
from crawler.model import Page
from crawler.politeness.robots import BARRED
from crawler.run.gates import Crawled
from crawler.run.revisit import Reason

GONE = (404, 410)
"""HTTP statuses by which a host says that there is no such page."""


class Accounts:
    """By source: first `begin`; then each story is found, and skipped, failed or fetched; each that
    is fetched gets a verdict."""

    def __init__(self) -> None:
        self.listings = 0
        """Read."""
        self.missed = 0
        """Listings that could not be read, or stories not asked for because of their whole host."""
        self.dead = 0
        """Stories that a listing names and the host says are gone: failed, but nobody's failure."""
        self.bugs = 0
        """Pages on which our own code broke."""
        self.barren: dict[str, str] = {}
        """Source -> why nothing was found of it, of those of which no story was ever published."""
        self.skips: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """Source -> reason -> stories that were not fetched."""
        self._crawled: dict[str, Crawled] = {}
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def begin(self, crawled: Crawled) -> None:
        """A source will be crawled: it is told of, whatever becomes of it."""
        self._crawled[crawled.source.id] = crawled
        self._counts[crawled.source.id] = Counter()

    def count(self, source: str, what: str, stories: int = 1) -> None:
        """Count stories as one of the fields of `Counts`."""
        self._counts[source][what] += stories

    def fail(self, page: Page) -> None:
        """A story could not be fetched."""
        self.count(page.source, "failed")
        self.dead += page.status in GONE and page.hint is not None

    def skip(self, source: str, reason: str, stories: int = 1) -> None:
        """Discovered stories will not be fetched."""
        self.count(source, "skipped", stories)
        self.skips[source][reason] += stories

    def write_off(self) -> None:
        """The crawl was stopped: stories that are neither fetched nor failed count as skipped."""
        for source, crawled in self._crawled.items():
            extent: Extent = "part" if crawled.extent == "whole" else crawled.extent
            self._crawled[source] = replace(crawled, extent=extent, finished=False)
        for source, row in self._counts.items():
            left = row["discovered"] - row["fetched"] - row["failed"] - row["skipped"]
            self.skip(source, "stopped", max(left, 0))  # more than all is a gap

    @property
    def by_source(self) -> dict[str, Counts]:
        """The counts of each source."""
        # A list, for another thread may ask while the crawl goes on.
        return {source: Counts(**row) for source, row in list(self._counts.items())}

    @property
    def crawled(self) -> dict[str, Crawled]:
        """What was crawled, with what was skipped of it."""
        return {
            source: replace(crawled, skipped=+self.skips[source])
            for source, crawled in self._crawled.items()
        }

    def why_partial(self) -> str | None:
        """Return what was lost of what was looked for, by anybody's fault; null for nothing."""
        lost = total(self.by_source.values()).failed - self.dead
        told = (
            (lost, "stories could not be fetched"),
            (self.missed, "listings, or stories of hosts that were not asked, could not be read"),
            (self.bugs, "pages broke our own code or their readers"),
        )
        lines = [f"{number} {what}" for number, what in told if number]
        lines += [f"{source}: nothing found: {why}" for source, why in self.barren.items()]
        return "; ".join(lines) or None

    def gaps(self) -> list[str]:
        """Where the accounts do not add up."""
        rows = self.by_source.items()
        return [f"{source}: {gap}" for source, row in rows if (gap := row.gap())]

    def fruitless(self, has_standing: Callable[[str], bool]) -> str | None:
        """Why nothing that was looked for could be read; null where something was.

        `has_standing` tells whether known pages of a source gave stories and were not read again.
        """
        counts = total(self.by_source.values())
        if self.missed and not self.listings and not counts.discovered:
            return "no listing could be read"
        barred = sum(row[kind] for row in self.skips.values() for kind in BARRED)
        if barred and barred == counts.discovered:
            return "no host could be asked"
        if counts.failed > self.dead and counts.failed == counts.discovered:
            return "no page could be fetched"
        standing = any(map(has_standing, self._counts))
        if counts.fetched and counts.quarantined == counts.fetched and not standing:
            return "no page could be read"
        return None

    def idle(self) -> Mapping[str, int]:
        """Return the sources whose stories are all known and were not read again, with how many
        those are."""
        return {
            source: row["discovered"]
            for source, row in self._counts.items()
            if row["discovered"]
            and row["discovered"] == sum(self.skips[source][reason] for reason in get_args(Reason))
        }

    def told_skips(self) -> Mapping[str, str]:
        """Source -> `12 not-due, 3 window`, for those of which something was skipped."""
        return {
            source: told
            for source, reasons in self.skips.items()
            if (told := ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()) if n))
        }
