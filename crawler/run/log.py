"""Log lines of a run about its pages and sources."""

import logging

from crawler.base.events import Event, log_event
from crawler.base.text import counted
from crawler.model import Outcome
from crawler.publishing.published import Published
from crawler.run.progress import format_counts
from crawler.run.report import Report

AGAIN = "-a full=1"
"""The argument that reads known pages again."""

logger = logging.getLogger("crawler.run")


def log_quarantined(event: Event, outcome: Outcome) -> None:
    """Log one line per quarantined row, with its URL and cause."""
    for row in outcome.quarantined:
        about = {"source": row.source, "url": row.url, "kind": row.kind, "reason": row.reason}
        log_event(logger, logging.WARNING, event, **about)


def log_skipped(report: Report) -> None:
    """Log the skipped stories of each source by reason, and sources of which none was due."""
    for each in report:
        reasons = sorted((+each.skips).items())
        if reasons:
            text = ", ".join(f"{stories} {reason}" for reason, stories in reasons)
            log_event(logger, logging.INFO, Event.SKIPPED, source=each.source, reason=text)
    for each in report:
        if each.is_known:
            stories = counted(each.counters["discovered"], "story", "stories")
            note = f"{stories}, none due for a revisit; to read them again: {AGAIN}"
            log_event(logger, logging.INFO, Event.NOTHING_DUE, source=each.source, reason=note)


def log_published(published: Published) -> None:
    """Log deletions, alarms and counters of each source."""
    for source, stories in published.deleted.items():
        reason = f"{counted(stories, 'story', 'stories')} (page gone)"
        log_event(logger, logging.INFO, Event.DELETED, source=source, reason=reason)
    for source, alarms in published.alarms.items():
        for alarm in alarms:
            log_event(logger, logging.WARNING, Event.ALARM, source=source, reason=alarm)
    for source, row in published.sources.items():
        extra = {"source": source, "counts": row}
        logger.info("%s: %s: %s", Event.ENDED, source, format_counts(row), extra=extra)
