"""The day in the folders of a URL, or in a file name if the folders confirm it."""

import re
from datetime import date
from typing import NamedTuple

from crawler.base.dates.patterns import MONTH_NAMES, MONTHS

_YEAR_FOLDER = re.compile(r"/((?:19|20)\d\d)(?=/)")
_YEAR_AND_MONTH = re.compile(r"/((?:19|20)\d\d)(?:[/-]?(\d\d))?(?=/|$)")
_IN_NAME = (re.compile(r"^\d\d-\d\d-\d\d(?!\d)"), re.compile(r"(?<!\d)(?:\d{8}|\d{6})(?!\d)"))
_MONTH = rf"\d\d?|(?:{'|'.join(MONTHS)})[a-z]{{0,6}}"
_IN_PATH = re.compile(
    rf"(?<![\da-z])(?P<y>(?:19|20)\d\d)(?:/(?P<m>{_MONTH})/(?P<d>\d\d?)(?=/|$)"
    r"|(?P<at>[_-])(?P<mm>\d\d?|[a-z]{3,9})(?P=at)(?P<dd>\d\d?)(?!\d))"
    r"|(?<=/)(?P<year>(?:19|20)\d\d)(?:/(?P<month>\d\d)|-?(?P<mon>\d\d)/)(?P<day>\d\d)(?=/)"
)
"""A day in folders or with dashes: `/2015/apr/26/`, `/2019-10-18/`, `/202405/01/`. Digits without
separators are as likely an article number."""
_PARTS = (("y", "year"), ("m", "mm", "month", "mon"), ("d", "dd", "day"))
"""Groups of `_IN_PATH` for year, month and day."""


class FoundDay(NamedTuple):
    """The day in a URL."""

    day: date
    raw: str
    """The day as written."""
    is_sure: bool
    """Whether it can only be the day of publication, because it is in the folders."""


def find_day(path: str) -> FoundDay | None:
    """Return the day in the file name of a path, if a folder confirms it; else that of the folders.

    >>> find_day("/sport/2024/240305-final").day, find_day("/story-101112")
    (datetime.date(2024, 3, 5), None)
    """
    folders, _, name = path.rpartition("/")
    for pattern in _IN_NAME:
        for match in pattern.finditer(name):
            if day := _confirmed(match, folders):
                return FoundDay(day, match[0], is_sure=True)
    for match in _IN_PATH.finditer(path):
        y, m, d = (next(filter(None, map(match.__getitem__, names))) for names in _PARTS)
        number = m if m.isdigit() else str(MONTHS.index(m[:3]) + 1) if _is_month(m) else "0"
        if day := possible_day(int(y), number, d):
            is_whole = path[match.start() - 1] == "/" and match.end() <= len(folders)
            return FoundDay(day, match[0], is_sure="/" in match[0] or is_whole)
    return None


def _confirmed(match: re.Match[str], folders: str) -> date | None:
    """Return the day given by digits in a file name; None if they may be an article number.

    The folders must confirm the year, and the month if they have one.
    """
    digits, name = match[0].replace("-", ""), match.string
    within = [found.groups() for found in _YEAR_AND_MONTH.finditer(folders)]
    if not within or (match.start() != 0 and match.end() != len(name) and not _is_parted(match)):
        return None
    day = possible_day(full_year(digits[:-4], f"{folders}/"), digits[-4:-2], digits[-2:])
    first = possible_day(full_year(digits[-2:], f"{folders}/"), digits[2:4], digits[:2])
    for each in (day, first if len(digits) == 6 else None):
        if each and all(y == f"{each:%Y}" and m in (None, f"{each:%m}") for y, m in within):
            return each
    return None


def _is_parted(match: re.Match[str]) -> bool:
    """Return whether digits have separators on both sides."""
    around = match.string[match.start() - 1] + match.string[match.end()]
    return all(sign in "-_." for sign in around)


def _is_month(word: str) -> bool:
    """Return whether a word is an English month name or an abbreviation of one."""
    return len(word) > 2 and (word == "sept" or any(name.startswith(word) for name in MONTH_NAMES))


def full_year(digits: str, path: str) -> int:
    """Return a year with its century: that of the last year's folder, else of 1990 to 2089.

    >>> full_year("98", "/news/"), full_year("26", "/news/"), full_year("89", "/news/1989/")
    (1998, 2026, 1989)
    """
    year = int(digits)
    if len(digits) == 4:
        return year
    folders = _YEAR_FOLDER.findall(path)
    if folders and int(folders[-1]) % 100 == year:
        return int(folders[-1])
    return year + (1900 if year >= 90 else 2000)


def possible_day(year: int, month: str, day: str) -> date | None:
    """Return a date from 1900 to 2099, or None."""
    if not 1900 <= year < 2100:
        return None
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None
