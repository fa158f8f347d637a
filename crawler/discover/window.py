"""The days a crawl is about."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.address import read_address
from crawler.discover.links import Link
from crawler.faults import UsageFault


@dataclass(frozen=True, slots=True)
class Window:
    """A run of days, both ends included."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in the window."""
        return self.since <= day <= self.until

    def meets(self, folder: str) -> bool:
        """Whether a path may lead into the window: not if its folder of a year or month cannot.

        >>> Window(date(2003, 7, 1), date(2003, 7, 9)).meets("/news/2003/08/")
        False
        """
        span = _folder_span(folder)
        return span is None or (span[0] <= self.until and self.since <= span[1])


def read_window(since: str | None, until: str | None, begins: date, today: date) -> Window:
    """The window that two arguments name; one left out is the beginning, or today.

    Raises UsageFault for what is no ISO day, and for an end before its beginning.
    """
    first = _day("since", since) if since else begins
    last = _day("until", until) if until else today
    if first > last:
        raise UsageFault(f"since: {first} is after until: {last}")
    return Window(first, last)


def day_of(link: Link) -> date | None:
    """The day of a link's story: that of its address, else that of its hint."""
    if day := read_address(link.url).day:
        return day
    try:
        return date.fromisoformat((link.hint.date or "")[:10])
    except ValueError:
        return None


def last_day_of(path: str) -> date | None:
    """The last day of a path's folder of a year or month; null where it has none.

    >>> last_day_of("/wmd/library/news/iraq/2003/")
    datetime.date(2003, 12, 31)
    """
    span = _folder_span(path)
    return span[1] if span else None


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FOLDER = re.compile(r"/((?:19|20)\d\d)/(?:(0[1-9]|1[0-2])/)?")


def _day(name: str, value: str) -> date:
    try:
        if not _ISO_DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise UsageFault(f"{name}: {value!r} is not a day like 2003-07-31") from None


def _folder_span(path: str) -> tuple[date, date] | None:
    folder = _FOLDER.search(path)
    if folder is None:
        return None
    year = int(folder[1])
    if folder[2] is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(folder[2])
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)
