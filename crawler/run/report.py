"""Figures of one run, by source. They must reconcile: discovered = skipped + fetched + failed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.base.skips import KNOWN, SkipReason
from crawler.base.verdicts import PageVerdict
from crawler.dump.manifest import Counts, Extent, SourceRun, total
from crawler.dump.observed import NoStory, Observed
from crawler.ledger import Visit
from crawler.model import Outcome
from crawler.run.alarms import TextStatistics
from crawler.run.hosts import Hosts
from crawler.sources import Source

EXAMPLES = 3
"""Examples of pages with the same reason."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """A source and how much of it a run crawled."""

    source: Source
    extent: Extent
    accepted: bool = False
    """Whether its records are published even if it fails a gate (`accept=`)."""
    finished: bool = True
    """Whether the crawl completed."""


@dataclass(slots=True)
class SourceReport:
    """Everything that one run counts and finds out about one source."""

    source: str
    crawled: Crawled | None = None
    """Null for a source that has pages in this run but was not crawled."""
    counters: Counter[str] = field(default_factory=Counter)
    """By field of `Counts`."""
    skips: Counter[SkipReason] = field(default_factory=Counter)
    """Stories that were not fetched, by reason."""

    listings: int = 0
    """Listings read."""
    unread: int = 0
    """Listings that could not be read, plus stories skipped because their host could not be
    crawled."""
    dead_links: int = 0
    """Listed stories that returned 404 or 410: counted as failed, but not a problem."""
    bugs: int = 0
    """Pages on which our own code failed or that crashed a worker."""
    nothing_found: str | None = None
    """Why discovery found no story, if none of the source was ever published."""

    stories: int = 0
    """Stories on the pages read: new or known, fit to publish or not. Of these:"""
    dated: int = 0
    titled: int = 0
    with_body: int = 0
    known_stories: int = 0
    """Stories of known pages that were not read again; not part of `stories`."""
    known_pages: int = 0
    """Pages with those stories."""
    texts: TextStatistics | None = None
    """Statistics of the bodies; null if no story was read."""

    no_story: dict[str, NoStory] = field(default_factory=dict)
    """Pages without a story, by reason."""

    present: int = 0
    """Pages of known stories that were fetched."""
    missing: dict[str, str] = field(default_factory=dict)
    """Pages of known stories that are gone: URL -> time of the response."""
    newly_missing: int = 0
    """Those that were not missing in earlier runs."""

    new_pages: int = 0
    """Pages read for the first time."""
    storyless: list[str] = field(default_factory=list)
    """New pages without a story."""
    emptied: list[str] = field(default_factory=list)
    """Pages that had stories and now have none."""
    lost_stories: int = 0
    """Stories that those pages had."""
    contradicted: list[str] = field(default_factory=list)
    """Alarms about signals that said a changed page had not changed."""

    result: SourceRun | None = None
    """The entry in the manifest; null until the run is judged."""

    def find(self, stories: int) -> None:
        """Count discovered stories."""
        self.counters["discovered"] += stories

    def skip(self, reason: SkipReason, stories: int = 1) -> None:
        """Count discovered stories that will not be fetched."""
        self.counters["skipped"] += stories
        self.skips[reason] += stories

    def fetch(self, pages: int = 1) -> None:
        """Count fetched pages; -1 for one left unread because the crawl is stopping."""
        self.counters["fetched"] += pages

    def fail(self, *, is_dead: bool) -> None:
        """Count a story that could not be fetched."""
        self.counters["failed"] += 1
        self.dead_links += is_dead

    def decide(self, verdict: PageVerdict) -> None:
        """Count the verdict on a fetched page."""
        self.counters[verdict] += 1

    def add_no_story(self, reason: str, url: str) -> None:
        """Count a page without a story, by the kind of its reason."""
        kind = reason.partition(":")[0]
        known = self.no_story.get(kind, NoStory(kind, 0, ()))
        urls = known.urls if len(known.urls) == EXAMPLES else (*known.urls, url)
        self.no_story[kind] = NoStory(kind, known.pages + 1, urls)

    def skip_known(self, visit: Visit) -> None:
        """Add a known page that is not read again."""
        self.known_stories += visit.stories
        self.known_pages += visit.stories > 0

    def add_page(self, outcome: Outcome) -> None:
        """Count the stories of a page that was read."""
        unfit = [row.record for row in outcome.quarantined if row.record]
        for record in (*outcome.records, *unfit):
            self.stories += 1
            self.dated += record.published.date is not None
            self.titled += record.headline is not None
            self.with_body += bool(record.body)

    def add_texts(self, outcome: Outcome) -> None:
        """Add the bodies of a page that is ready for the dump."""
        self.texts = self.texts or TextStatistics()
        self.texts.add(outcome)

    def write_off(self) -> None:
        """Count stories neither fetched nor failed as skipped, because the crawl was stopped."""
        if crawled := self.crawled:
            extent: Extent = "part" if crawled.extent == "whole" else crawled.extent
            self.crawled = replace(crawled, extent=extent, finished=False)
        row = self.counters
        left = row["discovered"] - row["fetched"] - row["failed"] - row["skipped"]
        self.skip(SkipReason.STOPPED, max(left, 0))  # negative is reported as a gap

    @property
    def counts(self) -> Counts:
        """The counters of this crawl, before any gate or other run changes them."""
        return Counts(**self.counters)

    @property
    def is_known(self) -> bool:
        """Whether all discovered stories are known and none was due for a revisit."""
        found = self.counters["discovered"]
        return found > 0 and found == sum(self.skips[reason] for reason in KNOWN)

    def update(self, **changes: Any) -> None:
        """Change fields of the result. Raises AssertionError before the run is judged."""
        assert self.result is not None  # noqa: S101  # an error in the order of calls
        self.result = replace(self.result, **changes)

    def alarm(self, *alarms: str) -> None:
        """Add alarms to the result, one line each."""
        assert self.result is not None  # noqa: S101  # an error in the order of calls
        self.update(alarms=(*self.result.alarms, *alarms))

    def withdraw(self, pages: int, deletions: int) -> None:
        """Count published pages as unchanged, and undo deletions, because another run was
        faster."""
        if self.result is None:
            return
        row, few = self.result.counts, min(pages, self.result.counts.published)
        row = replace(row, published=row.published - few, unchanged=row.unchanged + few)
        self.update(counts=row, deleted=max(self.result.deleted - deletions, 0))


class Report:
    """The reports of all sources of one run."""

    def __init__(self) -> None:
        self._sources: dict[str, SourceReport] = {}
        self.unread_records = 0
        """Records of archives that could not be read."""
        self.hosts = Hosts()

    def of(self, source: str) -> SourceReport:
        """Return the report of a source, which is reported from now on even if nothing is found."""
        if source not in self._sources:
            self._sources[source] = SourceReport(source)
        return self._sources[source]

    def forget(self, source: str) -> None:
        """Start the report of a source anew."""
        self._sources.pop(source, None)

    def begin(self, crawled: Crawled) -> None:
        """Add a source that will be crawled."""
        self.of(crawled.source.id).crawled = crawled

    def __iter__(self) -> Iterator[SourceReport]:
        """Iterate over a copy, because a terminal's progress line reads in another thread."""
        return iter(list(self._sources.values()))

    @property
    def by_source(self) -> dict[str, Counts]:
        """The counters of each source."""
        return {each.source: each.counts for each in self}

    @property
    def counts(self) -> Counts:
        """The counters over all sources."""
        return total(each.counts for each in self)

    @property
    def crawled(self) -> dict[str, Crawled]:
        """The sources that were crawled."""
        return {each.source: each.crawled for each in self if each.crawled}

    @property
    def results(self) -> Mapping[str, SourceRun]:
        """The results of all sources that are judged."""
        return {each.source: each.result for each in self if each.result}

    @property
    def observed(self) -> Observed:
        """What the manifest has besides counters."""
        no_story = {each.source: tuple(each.no_story.values()) for each in self if each.no_story}
        return Observed(self.hosts.traffic(), no_story)

    @property
    def listings(self) -> int:
        """Number of listings read."""
        return sum(each.listings for each in self)

    @property
    def unread(self) -> int:
        """Number of listings not read, plus stories skipped with their host."""
        return sum(each.unread for each in self)

    def skipped(self, reason: SkipReason) -> int:
        """Return the number of stories that were not fetched for a reason."""
        return sum(each.skips[reason] for each in self)
