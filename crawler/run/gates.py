"""Gates: checks that a source must pass in a run, else its records of that run are withheld."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.base.skips import SkipReason
from crawler.dump.health import Health
from crawler.dump.manifest import Counts, Extent, SourceRun
from crawler.ledger import Visit
from crawler.model import Outcome
from crawler.run.alarms import ENOUGH
from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class Crawled:
    """A source and how much of it a run crawled."""

    source: Source
    extent: Extent
    accepted: bool = False
    """Whether its records are published even if it fails a gate (`accept=`)."""
    finished: bool = True
    """Whether the crawl completed."""
    skipped: Mapping[SkipReason, int] = field(default_factory=dict)
    """Stories that were not fetched, by reason."""


@dataclass(slots=True)
class Tally:
    """Counts of one source's stories in a run: new or known, fit to publish or not."""

    stories: int = 0
    date: int = 0
    headline: int = 0
    body: int = 0
    skipped_stories: int = 0
    """Stories of known pages that were not read because they were not due or had not changed. The
    other counts do not include them."""
    skipped_pages: int = 0
    """Pages with those stories."""

    def skip(self, visit: Visit) -> None:
        """Add a known page that is not read."""
        self.skipped_stories += visit.stories
        self.skipped_pages += visit.stories > 0

    def see(self, outcome: Outcome) -> None:
        """Add a page that passed the screen."""
        unfit = [row.record for row in outcome.quarantined if row.record]
        for record in (*outcome.records, *unfit):
            self.stories += 1
            self.date += record.published.date is not None
            self.headline += record.headline is not None
            self.body += bool(record.body)


def failing(
    crawled: Crawled,
    counts: Counts,
    tally: Tally,
    health: Health | None,
    history: Sequence[SourceRun],
) -> tuple[str, ...]:
    """Return the gates that a source fails, one line each. Pages given by URL have no gates.

    `history` holds the source's results in published runs, newest first.
    """
    if crawled.extent == "pages":
        return ()
    failed = [*_shares(crawled.source, counts, tally), *_length(crawled.source, health, history)]
    if crawled.extent == "whole":
        failed += _number(crawled.source, counts, tally, history)
    return tuple(failed)


def _shares(source: Source, counts: Counts, tally: Tally) -> Iterator[str]:
    """Check the shares of stories and pages. A single exception is allowed: a share of few says
    little."""
    gates = source.gates
    for name, least, having in (
        ("date", gates.date, tally.date),
        ("headline", gates.headline, tally.headline),
        ("body", gates.body, tally.body),
    ):
        if least is not None and having < least * tally.stories and tally.stories - having > 1:
            yield f"{name}: {having} of {tally.stories} stories have one (minimum share: {least})"
    most, rejected = gates.quarantine, counts.quarantined
    pages = counts.fetched + tally.skipped_pages
    if most is not None and rejected > most * pages and rejected > 1:
        yield f"quarantine: {rejected} of {pages} pages (maximum share: {most})"


def _number(
    source: Source, counts: Counts, tally: Tally, history: Sequence[SourceRun]
) -> Iterator[str]:
    least, shrink, found = source.gates.stories, source.gates.shrink, counts.discovered
    stories = tally.stories + tally.skipped_stories
    if least is not None and stories < least:
        yield f"stories: {stories} stories read (minimum: {least})"
    earlier = [run.counts.discovered for run in history if run.extent == "whole"]
    usual = statistics.median(earlier) if earlier else 0
    if usual and not found:
        yield f"empty: 0 stories found (median of previous runs: {usual:g})"
    elif shrink is not None and found < shrink * usual:
        yield f"shrink: {found} stories found (median of previous runs: {usual:g})"


def _length(source: Source, health: Health | None, history: Sequence[SourceRun]) -> Iterator[str]:
    shrink = source.gates.shrink
    earlier = [run.health.length for run in history if run.health and run.health.stories >= ENOUGH]
    if shrink is None or health is None or health.stories < ENOUGH or not earlier:
        return
    usual = statistics.median(earlier)
    if health.length < shrink * usual:
        yield (f"shrink: median body length {health.length} characters (previous runs: {usual:g})")
