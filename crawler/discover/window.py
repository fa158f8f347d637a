"""The date window of a crawl."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.base.dates import locality, read_stated_date
from crawler.base.faults import UsageFault
from crawler.discover.links import Link
from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class Window:
    """Range of days, both ends included."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Return whether the day is in the window."""
        return self.since <= day <= self.until

    def meets(self, folder: str) -> bool:
        """Return whether the year or month folder of a path overlaps the window; True without one.

        >>> Window(date(2003, 7, 1), date(2003, 7, 9)).meets("/news/2003/08/")
        False
        """
        span = days_of_folder(folder)
        return span is None or (span[0] <= self.until and self.since <= span[1])


def read_window(since: str | None, until: str | None, begins: date, today: date) -> Window:
    """Return the window of two arguments; the defaults are `begins` and today.

    Each is an ISO date, `today`, `yesterday`, or a number of days ago such as `-7d`. Raises
    UsageFault for anything else, or if `since` is after `until`.
    """
    first = _day("since", since, today) if since else begins
    last = _day("until", until, today) if until else today
    if first > last:
        raise UsageFault(f"since: {first} is after until: {last}")
    return Window(first, last)


def day_of(link: Link, source: Source) -> date | None:
    """Return the day of a link's story, from its URL or else its hint."""
    if day := source.address_of(link.url).day:
        return day
    stated = read_stated_date(link.hint.date, locality(None, link.url))
    days = stated.days if stated else ()
    return days[0] if len(days) == 1 else None


def last_day_of(path: str) -> date | None:
    """Return the last day of a path's year or month folder; None if it has none.

    >>> last_day_of("/wmd/library/news/iraq/2003/")
    datetime.date(2003, 12, 31)
    """
    span = days_of_folder(path)
    return span[1] if span else None


_AGO = re.compile(r"-(\d{1,5})d")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_ISO = re.compile(rf"({_YEAR.pattern})-?(0[1-9]|1[0-2])(?:-?\d\d)?")
_FOLDER = re.compile(r"/((?:19|20)\d\d)/(?:(0[1-9]|1[0-2])/)?")


def _day(name: str, value: str, today: date) -> date:
    named = {"today": 0, "yesterday": 1}
    ago = _AGO.fullmatch(value)
    if ago or value in named:
        return today - timedelta(days=int(ago[1]) if ago else named[value])
    try:
        if not _ISO_DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise UsageFault(f"{name}: {value!r} is not a day like 2003-07-31, today or -7d") from None


def days_of_folder(path: str) -> tuple[date, date] | None:
    """Return the first and last day of a path's year or month folder; None if it has none."""
    folder = _FOLDER.search(path)
    return _span(folder[1], folder[2]) if folder else None


def days_asked(path: str) -> tuple[date, date] | None:
    """Return the first and last day of the date in a calendar's query; None if it has none.

    >>> days_asked("/cal.asp?month=12&year=2031")
    (datetime.date(2031, 12, 1), datetime.date(2031, 12, 31))
    """
    query = dict(pair.partition("=")[::2] for pair in path.partition("?")[2].lower().split("&"))
    for name in ("date", "day", "month"):
        if whole := _ISO.fullmatch(query.get(name, "")):
            return _span(whole[1], whole[2])
    year = next((query[name] for name in ("year", "yr", "yyyy", "y") if name in query), "")
    month = next((query[name] for name in ("month", "mon", "mm", "m") if name in query), "")
    if not _YEAR.fullmatch(year):
        return None
    return _span(year, month if _MONTH.fullmatch(month) else None)


def _span(year: str, month: str | None) -> tuple[date, date]:
    y, m = int(year), int(month or 0)
    if not m:
        return date(y, 1, 1), date(y, 12, 31)
    return date(y, m, 1), date(y + m // 12, m % 12 + 1, 1) - timedelta(days=1)
