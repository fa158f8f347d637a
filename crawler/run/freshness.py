"""Does a source that should have news still have some?"""

from datetime import date, datetime

from crawler.contract import Day, UtcMoment


def silent(published: UtcMoment | None) -> str | None:
    """What is wrong where a source has never given a story; null where it has."""
    return None if published else "silent: no story of it was ever published"


def stale(newest: Day | None, days: int | None, today: date) -> str | None:
    """What is wrong where the newest story is more than so many days old; null where all is well.

    >>> stale("2026-11-20", 3, date(2026, 11, 25))
    'stale: no new story for 5 days, the newest is of 2026-11-20'
    """
    if days is None:
        return None
    if newest is None:
        return "stale: there is no dated story yet"
    age = (today - date.fromisoformat(newest)).days
    if age <= days:
        return None
    return f"stale: no new story for {age} days, the newest is of {newest}"


def overdue(success: UtcMoment | None, days: float | None, now: datetime) -> str | None:
    """What is wrong where the last success is more than so many days ago; null where all is well.

    >>> overdue("2026-11-20T03:00:00Z", 1.5, datetime.fromisoformat("2026-11-25T15:00:00Z"))
    'overdue: the last success is 5.5 days ago'
    """
    if days is None:
        return None
    if success is None:
        return "overdue: there was no success yet"
    age = (now - datetime.fromisoformat(success)).total_seconds() / 86400
    return f"overdue: the last success is {age:.1f} days ago" if age > days else None
