"""What a source must have come to in a run, else its records of that run are withheld."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.dump.health import Health
from crawler.dump.manifest import Counts, Extent, SourceRun
from crawler.ledger import Visit
from crawler.model import Outcome
from crawler.run.alarms import ENOUGH
from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class Crawled:
    """A source as a run took part of it."""

    source: Source
    extent: Extent
    accepted: bool = False
    """Whether an operator has said that its records are published whatever its gates say."""
    finished: bool = True
    """Whether the crawl came to its end."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Stories that were not fetched, by reason."""


@dataclass(slots=True)
class Tally:
    """The stories of one source that a run has read, new or known, fit to publish or not."""

    stories: int = 0
    date: int = 0
    headline: int = 0
    body: int = 0
    known: int = 0
    """Stories of known pages that were not read: not due yet, or not changed. The others count
    none of them."""
    standing: int = 0
    """The pages that gave those."""

    def leave(self, visit: Visit) -> None:
        """Take in a known page that is not read."""
        self.known += visit.stories
        self.standing += visit.stories > 0

    def see(self, outcome: Outcome) -> None:
        """Take in a page that came through the screen."""
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
    """The gates that a source does not pass, one line each. Pages given by hand pass all.

    `history` is what the index names of the source, newest first.
    """
    if crawled.extent == "pages":
        return ()
    told = [*_shares(crawled.source, counts, tally), *_length(crawled.source, health, history)]
    if crawled.extent == "whole":
        told += _number(crawled.source, counts, tally, history)
    return tuple(told)


def _shares(source: Source, counts: Counts, tally: Tally) -> Iterator[str]:
    """A share of few says little: one page alone fails none."""
    gates = source.gates
    for name, least, having in (
        ("date", gates.date, tally.date),
        ("headline", gates.headline, tally.headline),
        ("body", gates.body, tally.body),
    ):
        if least is not None and having < least * tally.stories and tally.stories - having > 1:
            yield f"{name}: {having} of {tally.stories} stories have one, the least is {least}"
    most, put_aside = gates.quarantine, counts.quarantined
    pages = counts.fetched + tally.standing
    if most is not None and put_aside > most * pages and put_aside > 1:
        yield f"quarantine: {put_aside} of {pages} pages, the most is {most}"


def _number(
    source: Source, counts: Counts, tally: Tally, history: Sequence[SourceRun]
) -> Iterator[str]:
    least, shrink, found = source.gates.stories, source.gates.shrink, counts.discovered
    stories = tally.stories + tally.known
    if least is not None and stories < least:
        yield f"stories: {stories} were read, the least is {least}"
    earlier = [run.counts.discovered for run in history if run.extent == "whole"]
    usual = statistics.median(earlier) if earlier else 0
    if usual and not found:
        yield f"empty: no story was found, there used to be {usual:g}"
    elif shrink is not None and found < shrink * usual:
        yield f"shrink: {found} stories were found, there used to be {usual:g}"


def _length(source: Source, health: Health | None, history: Sequence[SourceRun]) -> Iterator[str]:
    shrink = source.gates.shrink
    earlier = [run.health.length for run in history if run.health and run.health.stories >= ENOUGH]
    if shrink is None or health is None or health.stories < ENOUGH or not earlier:
        return
    usual = statistics.median(earlier)
    if health.length < shrink * usual:
        yield (
            f"shrink: half the stories have more than {health.length} characters, "
            f"they used to have {usual:g}"
        )
