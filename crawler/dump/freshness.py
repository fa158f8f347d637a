"""Is a source that should have news still having some?"""

from datetime import date

from crawler.model import Day


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
