"""How fresh each source of a dump is, by the settings in its source file."""

import os
from datetime import datetime
from pathlib import Path

from crawler.dump.freshness import Freshness
from crawler.dump.manifest import Index
from crawler.run.freshness import overdue_alarm, silent_alarm, stale_alarm
from crawler.sources import load_sources


def freshness_alarms(index: Index, now: datetime, within: float | None = None) -> dict[str, str]:
    """Return an alarm for each source that is not fresh, and `ok` for each that is.

    They are those of the dump and those that are expected to have recent stories. `within` is the
    maximum age of the last success in days. Raises UsageFault for an invalid source file.
    """
    folder = os.environ.get("WIRE_SOURCES")
    days = {
        source.id: source.gates.fresh
        for source in load_sources(Path(folder) if folder else None).values()
        if source.enabled or source.id in index.sources
    }
    expected = {source for source, fresh in days.items() if fresh is not None}
    alarms = {}
    for source in sorted(expected | index.sources.keys()):
        fresh = index.sources.get(source, Freshness())
        alarms[source] = (
            overdue_alarm(fresh.last_success, within, now)
            or stale_alarm(fresh.newest_story, days.get(source), now.date())
            or silent_alarm(fresh.last_published)
            or "ok"
        )
    return alarms
