"""The days, months or years by which a report counts stories."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "month", "year"]

MOST = 60
"""Different days, months or years in a report."""
_LENGTHS: dict[Unit, int] = {"day": 10, "month": 7, "year": 4}
"""Characters of an ISO day that name the unit."""
_OLD = 0.05
"""Share of the stories that may be older than the first unit."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Successive days, months or years, without gaps, up to that of the newest story."""

    unit: Unit
    names: tuple[str, ...]
    """As in ISO 8601, oldest first."""

    def count(self, days: Mapping[str, int]) -> dict[str, int]:
        """Return stories by unit, from stories by day. Those of older days are left out."""
        counted: Counter[str] = Counter()
        for day, stories in days.items():
            counted[day[: _LENGTHS[self.unit]]] += stories
        return {name: counted[name] for name in self.names if counted[name]}


def calendar_of(sources: Iterable[Mapping[str, int]]) -> Calendar:
    """Return the finest calendar with at most `MOST` names that covers almost all stories.

    >>> calendar_of([{"2026-11-28": 9, "2026-12-01": 1}])
    Calendar(unit='day', names=('2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01'))
    >>> calendar_of([{"1999-03-01": 1, "2001-03-01": 1}]).names[-2:]
    ('2001-02', '2001-03')
    """
    days: Counter[str] = Counter()
    for each in sources:
        days.update(each)
    if not days:
        return Calendar("day", ())
    newest, oldest = date.fromisoformat(max(days)), date.fromisoformat(_oldest(days))
    if (newest - oldest).days < MOST:
        span = range((newest - oldest).days + 1)
        return Calendar("day", tuple((oldest + timedelta(at)).isoformat() for at in span))
    first, last = oldest.year * 12 + oldest.month - 1, newest.year * 12 + newest.month - 1
    if last - first < MOST:
        months = (divmod(month, 12) for month in range(first, last + 1))
        return Calendar("month", tuple(f"{year:04}-{month + 1:02}" for year, month in months))
    start = max(oldest.year, newest.year - MOST + 1)
    return Calendar("year", tuple(f"{year:04}" for year in range(start, newest.year + 1)))


def _oldest(days: Mapping[str, int]) -> str:
    """Return the oldest day but for the few stories that are older."""
    left = _OLD * sum(days.values())
    for day in sorted(days):
        left -= days[day]
        if left < 0:
            return day
    return max(days)
