"""What to expire, by the stated retention, and what to compact."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta

from crawler.base.faults import UsageFault
from crawler.dump.index import read_manifest
from crawler.dump.manifest import Index
from crawler.dump.retention import Days
from crawler.maintenance.fold import Terms
from crawler.maintenance.maintain import Work
from crawler.sinks import Sink
from crawler.tools.names import version_named

KINDS = tuple(field.name for field in fields(Days))
VERSIONS = 20
"""Versions that a compaction leaves unless another oldest one is named: a run is compared with as
many earlier ones."""


def expiry(changes: Mapping[str, int | None], sink: Sink, index: Index, now: datetime) -> Work:
    """Return the work of expiring by the retention of a dump, with these changes to it.

    Raises UsageFault if none is stated.
    """
    stated = index.retention.days if index.retention else Days()
    days = replace(stated, **changes)
    if not changes and days == Days():
        raise UsageFault(f"{sink.url}: states no retention; name days, such as --records 365")
    through = None if days.records is None else _ended_before(sink, index, now, days.records)
    return Work(days, through, Terms(drop_superseded=through is not None, merge=False))


def compaction(oldest: str | None, sink: Sink, index: Index, now: datetime) -> Work:
    """Return the work of compacting a dump, with the oldest version that shall be readable.

    Raises UsageFault if there is no such version.
    """
    days = index.retention.days if index.retention else Days()
    through: str | None = index.runs[-VERSIONS:][0].run
    if oldest is not None:
        through = version_named(sink, index, oldest, now)
        if through is None:
            raise UsageFault(f"{oldest}: no version existed at that time")
    return Work(days, through, Terms(drop_superseded=False, merge=True))


def _ended_before(sink: Sink, index: Index, now: datetime, days: int) -> str | None:
    """Return the newest version that is older than some days."""
    for named in reversed(index.runs):
        ended = datetime.fromisoformat(read_manifest(sink, named).ended_at)
        if ended <= now - timedelta(days=days):
            return named.run
    return None
