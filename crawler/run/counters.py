"""URL counters of one crawl, by source. They must reconcile: discovered = skipped + fetched +
failed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from crawler.base.fault_kinds import BARRED
from crawler.base.skips import KNOWN, SkipReason
from crawler.dump.manifest import Counts, Extent, total
from crawler.model import Page
from crawler.run.gates import Crawled

GONE = (404, 410)
"""HTTP statuses that mean that a page does not exist."""


class Accounts:
    """Counters by source. Call `begin` first; each discovered story is then skipped, failed or
    fetched, and each fetched one gets a verdict."""

    def __init__(self) -> None:
        self.listings = 0
        """Listings read."""
        self.missed = 0
        """Listings that could not be read, plus stories skipped because their host could not be
        crawled."""
        self.dead = 0
        """Stories in a listing that the host says are gone: counted as failed, but not as a
        problem."""
        self.bugs = 0
        """Pages on which our own code failed."""
        self.barren: dict[str, str] = {}
        """Source -> why nothing was found, for sources of which no story was ever published."""
        self.skips: defaultdict[str, Counter[SkipReason]] = defaultdict(Counter)
        """Source -> reason -> number of stories that were not fetched."""
        self._crawled: dict[str, Crawled] = {}
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def begin(self, crawled: Crawled) -> None:
        """Register a source, so that it is reported even if nothing is found."""
        self._crawled[crawled.source.id] = crawled
        self._counts[crawled.source.id] = Counter()

    def count(self, source: str, what: str, stories: int = 1) -> None:
        """Add to one of the counters in `Counts`."""
        self._counts[source][what] += stories

    def fail(self, page: Page) -> None:
        """Count a story that could not be fetched."""
        self.count(page.source, "failed")
        self.dead += page.status in GONE and page.hint is not None

    def skip(self, source: str, reason: SkipReason, stories: int = 1) -> None:
        """Count discovered stories that will not be fetched."""
        self.count(source, "skipped", stories)
        self.skips[source][reason] += stories

    def write_off(self) -> None:
        """Count stories that are neither fetched nor failed as skipped, because the crawl was
        stopped."""
        for source, crawled in self._crawled.items():
            extent: Extent = "part" if crawled.extent == "whole" else crawled.extent
            self._crawled[source] = replace(crawled, extent=extent, finished=False)
        for source, row in self._counts.items():
            left = row["discovered"] - row["fetched"] - row["failed"] - row["skipped"]
            self.skip(source, SkipReason.STOPPED, max(left, 0))  # negative is reported as a gap

    @property
    def by_source(self) -> dict[str, Counts]:
        """Return the counters of each source."""
        # Copy first: another thread may read this during the crawl.
        return {source: Counts(**row) for source, row in list(self._counts.items())}

    @property
    def crawled(self) -> dict[str, Crawled]:
        """Return the crawled sources, with their skipped stories by reason."""
        return {
            source: replace(crawled, skipped=+self.skips[source])
            for source, crawled in self._crawled.items()
        }

    def why_partial(self) -> str | None:
        """Return why the run is partial, or null if everything was fetched and read."""
        lost = total(self.by_source.values()).failed - self.dead
        problems = (
            (lost, "stories could not be fetched"),
            (self.missed, "listings could not be read, or stories skipped with their host"),
            (self.bugs, "pages failed with an internal error or crashed a worker"),
        )
        lines = [f"{number} {what}" for number, what in problems if number]
        lines += [f"{source}: nothing found: {why}" for source, why in self.barren.items()]
        return "; ".join(lines) or None

    def gaps(self) -> list[str]:
        """Return where counters do not reconcile, one line per source."""
        rows = self.by_source.items()
        return [f"{source}: {gap}" for source, row in rows if (gap := row.gap())]

    def fruitless(self, has_skipped_pages: Callable[[str], bool]) -> str | None:
        """Return why nothing could be read at all, or null if something was.

        `has_skipped_pages` says whether known pages of a source gave stories and were not read
        again.
        """
        counts = total(self.by_source.values())
        if self.missed and not self.listings and not counts.discovered:
            return "no listing could be read"
        barred = sum(row[SkipReason(kind)] for row in self.skips.values() for kind in BARRED)
        if barred and barred == counts.discovered:
            return "no host could be crawled"
        if counts.failed > self.dead and counts.failed == counts.discovered:
            return "no page could be fetched"
        skipped = any(map(has_skipped_pages, self._counts))
        if counts.fetched and counts.quarantined == counts.fetched and not skipped:
            return "no page could be read"
        return None

    def idle(self) -> Mapping[str, int]:
        """Return the sources whose stories are all known and were not read again, with the number
        of stories."""
        return {
            source: row["discovered"]
            for source, row in self._counts.items()
            if row["discovered"]
            and row["discovered"] == sum(self.skips[source][reason] for reason in KNOWN)
        }

    def told_skips(self) -> Mapping[str, str]:
        """Return source -> `12 not-due, 3 window`, for sources with skipped stories."""
        return {
            source: text
            for source, reasons in self.skips.items()
            if (text := ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()) if n))
        }
