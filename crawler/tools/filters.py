"""Filters of lists: sources by the start of their name, days, and texts."""

import re
from datetime import UTC, datetime, timedelta

from crawler.base.faults import UsageFault

_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_NAMED_DAYS = {"today": 0, "yesterday": 1}


def day_prefix(day: str, now: datetime) -> str:
    """Return the start of the ISO dates that a day, month or year stands for.

    Raises UsageFault for anything else.

    >>> day_prefix("2026-11", datetime(2026, 11, 29)), day_prefix("today", datetime(2026, 11, 29))
    ('2026-11', '2026-11-29')
    """
    if (ago := _NAMED_DAYS.get(day)) is not None:
        return (now - timedelta(days=ago)).date().isoformat()
    if not _DAY.fullmatch(day):
        what = "expected a day, month or year (2026-11-28, 2026-11, 2026), today or yesterday"
        raise UsageFault(f"--day {day}: {what}")
    return day


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def contains(text: str | None, *places: str | None) -> bool:
    """Return whether one of the places contains a text, ignoring case; true without a text.

    >>> contains("FERRY", None, "A ferry is late"), contains(None), contains("x", None)
    (True, True, False)
    """
    if text is None:
        return True
    wanted = text.casefold()
    return any(wanted in place.casefold() for place in places if place)
