"""Gates: checks that a source must pass in a run, else its records of that run are withheld."""

import statistics
from collections.abc import Iterator, Sequence

from crawler.dump.health import Health
from crawler.dump.manifest import SourceRun
from crawler.run.alarms import ENOUGH
from crawler.run.report import Crawled, SourceReport
from crawler.sources import Gates


def failed_gates(
    report: SourceReport, crawled: Crawled, health: Health | None, history: Sequence[SourceRun]
) -> tuple[str, ...]:
    """Return the gates that a source fails, one line each. Pages given by URL have no gates.

    `history` holds the source's results in published runs, newest first.
    """
    if crawled.extent == "pages":
        return ()
    gates = crawled.source.gates
    failed = [*_shares(report, gates), *_length(gates, health, history)]
    if crawled.extent == "whole":
        failed += _number(report, gates, history)
    return tuple(failed)


def _shares(report: SourceReport, gates: Gates) -> Iterator[str]:
    """Check the shares of stories and pages. A single exception is allowed: shares of small counts
    are unreliable."""
    for name, least, having in (
        ("date", gates.date, report.dated),
        ("headline", gates.headline, report.titled),
        ("body", gates.body, report.with_body),
    ):
        if least is not None and having < least * report.stories and report.stories - having > 1:
            yield f"{name}: {having} of {report.stories} stories have one (minimum share: {least})"
    most, rejected = gates.quarantine, report.counts.quarantined
    pages = report.counts.fetched + report.known_pages
    if most is not None and rejected > most * pages and rejected > 1:
        yield f"quarantine: {rejected} of {pages} pages (maximum share: {most})"


def _number(report: SourceReport, gates: Gates, history: Sequence[SourceRun]) -> Iterator[str]:
    least, shrink, found = gates.stories, gates.shrink, report.counts.discovered
    stories = report.stories + report.known_stories
    if least is not None and stories < least:
        yield f"stories: {stories} stories read (minimum: {least})"
    earlier = [run.counts.discovered for run in history if run.extent == "whole"]
    usual = statistics.median(earlier) if earlier else 0
    if usual and not found:
        yield f"empty: 0 stories found (median of previous runs: {usual:g})"
    elif shrink is not None and found < shrink * usual:
        yield f"shrink: {found} stories found (median of previous runs: {usual:g})"


def _length(gates: Gates, health: Health | None, history: Sequence[SourceRun]) -> Iterator[str]:
    shrink = gates.shrink
    earlier = [run.health.length for run in history if run.health and run.health.stories >= ENOUGH]
    if shrink is None or health is None or health.stories < ENOUGH or not earlier:
        return
    usual = statistics.median(earlier)
    if health.length < shrink * usual:
        yield (f"shrink: median body length {health.length} characters (previous runs: {usual:g})")
