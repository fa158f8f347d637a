"""Freshness alarms: a source without recent stories, a dump without a recent successful run."""

from datetime import date, datetime

from crawler.contract import Day, UtcMoment


def silent_alarm(published: UtcMoment | None) -> str | None:
    """Return an alarm if a source has never published a story, else null."""
    return None if published else "silent: no story published yet"


def stale_alarm(newest: Day | None, days: int | None, today: date) -> str | None:
    """Return an alarm if the newest story is more than `days` days old, else null.

    >>> stale_alarm("2026-11-20", 3, date(2026, 11, 25))
    'stale: no new story for 5 days (newest: 2026-11-20)'
    """
    if days is None:
        return None
    if newest is None:
        return "stale: no dated story yet"
    age = (today - date.fromisoformat(newest)).days
    if age <= days:
        return None
    return f"stale: no new story for {age} days (newest: {newest})"


def overdue_alarm(success: UtcMoment | None, days: float | None, now: datetime) -> str | None:
    """Return an alarm if the last successful run ended more than `days` days ago, else null.

    >>> overdue_alarm("2026-11-20T03:00:00Z", 1.5, datetime.fromisoformat("2026-11-25T15:00:00Z"))
    'overdue: last success 5.5 days ago'
    """
    if days is None:
        return None
    if success is None:
        return "overdue: no successful run yet"
    age = (now - datetime.fromisoformat(success)).total_seconds() / 86400
    return f"overdue: last success {age:.1f} days ago" if age > days else None
