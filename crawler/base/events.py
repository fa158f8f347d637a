"""Log lines with event, subject and reason, the same in text and JSON (docs/operating.md)."""

import logging
from enum import StrEnum

from crawler.base.faults import printable


class Event(StrEnum):
    """First words of a log line."""

    ALARM = "alarm"
    ARCHIVE_DAMAGED = "archive damaged"
    ARCHIVE_READ = "archive read"
    ARCHIVE_NOT_READ = "archive not read"
    ARCHIVES_READ = "archives read"
    BUG = "bug"
    CIRCUIT_CLOSED = "circuit closed"
    CIRCUIT_OPEN = "circuit open"
    CLUSTER = "cluster"
    CLUSTER_AWAY = "cluster service away"
    CLUSTER_BACK = "cluster service back"
    CRASH = "crash"
    DELETED = "deleted"
    DIFFERENCE_NOT_WRITTEN = "difference not written"
    ENDED = "ended"
    FAILED = "failed"
    FEEDS = "feeds"
    HOST_PAUSED = "host paused"
    HOST_SKIPPED = "host skipped"
    LATEST_NOT_CURRENT = "latest not current"
    LATEST_REBUILT = "latest rebuilt"
    LEDGER_BEHIND = "ledger behind"
    LISTING_NOT_READ = "listing not read"
    LOCK_LOST = "lock lost"
    LOCK_NOT_RENEWED = "lock renewal failed"
    LOCK_TAKEN_OVER = "lock taken over"
    METRICS_NOT_WRITTEN = "metrics not written"
    MISSING_LISTING = "missing listing"
    NOTHING_DUE = "nothing due"
    NOTHING_FOUND = "nothing found"
    NOT_CLEARED = "not cleared"
    NOT_ARCHIVED = "not archived"
    NOT_STORED = "not stored"
    PROGRESS = "progress"
    PUBLISHING_FAILED = "publishing failed"
    QUARANTINED = "quarantined"
    RECOVERED = "recovered"
    REPORT_NOT_MADE = "report not made"
    SKIPPED = "skipped"
    TRAP = "trap"
    TRIAL_ENDED = "trial ended"
    VIEW_NOT_CURRENT = "view not current"
    WORKER_LOST = "worker lost"


def log_event(logger: logging.Logger, level: int, event: Event, **about: object) -> None:
    """Log `event: …` followed by the values of the keyword arguments, in their order.

    Their names are the fields of the JSON log (docs/operating.md): `source` (its id), `host`,
    `url`, `kind` of a fault, `reason` (one line).
    """
    fields = {name: printable(str(value)) for name, value in about.items()}
    logger.log(level, "%s", ": ".join([event, *fields.values()]), extra=fields)


def log_bug(
    logger: logging.Logger, source: str, url: str, error: Exception, cause: str | None = None
) -> str:
    """Log an exception of our own code on a URL, with its traceback; return the reason: its type
    and text, unless a `cause` is given."""
    reason = printable(cause or f"{type(error).__name__}: {error}")
    fields = {"source": source, "url": url, "reason": reason}
    line = ": ".join([Event.BUG, *fields.values()])
    logger.error("%s", line, exc_info=error, extra=fields)
    return reason
