"""Parse printed dates in any language of CLDR. Ambiguous dates are never guessed.

A day with two readings keeps both until `settle` resolves it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from crawler.base.dates.calendars import day_of, full_year, solar_hijri_day
from crawler.base.dates.locality import NOWHERE, Locality, Order
from crawler.base.dates.scan import Token, scan
from crawler.base.dates.shapes import dates_in

_LONGEST = 400
"""Maximum characters examined per line."""
NEAR = timedelta(days=2)
"""Maximum distance between a printed day and the URL's for the printed one to be believed."""

_AHEAD = timedelta(days=1)
"""How far a day may be in the future, which is today elsewhere."""
_FIRST_GLUED = 1990
"""Earliest year printed right after its day: styled boxes for each came with the web."""

_DIGIT = re.compile(r"\d")
_HANZI = re.compile(
    "([〇零○一二三四五六七八九]{4})年(十?[一二三四五六七八九]?)月([一二三]?十?[一二三四五六七八九]?)[日號号]"
)
_DIGITS = {"〇": 0, "零": 0, "○": 0} | {sign: at for at, sign in enumerate("一二三四五六七八九", 1)}


class Printed(Struct, frozen=True):
    """A date as printed, and the day it names: two days, day-first reading first, if the numbers
    alone do not show which is the month."""

    days: tuple[date, ...]
    raw: str
    start: int = 0
    end: int = 0
    zulu: str | None = None
    """The clock in a date-time group."""

    @property
    def day(self) -> date | None:
        """Return the day, if unambiguous."""
        return self.days[0] if len(self.days) == 1 else None


def find_dates(text: str, place: Locality = NOWHERE, near: date | None = None) -> list[Printed]:
    """Return the dates in a line, in order of appearance.

    Give a date without a year the year that brings it closest to `near`; without `near`, skip it.

    >>> [found.raw for found in find_dates("Updated 15 août 2023 | Publié le 1er août 2023")]
    ['15 août 2023', '1er août 2023']
    """
    text = text[:_LONGEST]
    if not _DIGIT.search(text):
        return list(_in_hanzi(text))
    shape, tokens = scan(text, place.language)
    taken: list[Printed] = []
    for found in dates_in(shape):
        whole = [token for token in tokens[found.start : found.end] if token]
        start, end = whole[0].start, whole[-1].end
        if taken and any(start < other.end and other.start < end for other in taken):
            continue
        parts = {name: token for name, at in found.parts if (token := tokens[at])}
        days = tuple(dict.fromkeys(_days(parts, place, near)))
        if days:
            zulu = text[start + 2 : start + 7] if "S" in parts else None
            taken.append(Printed(days, text[start:end], start, end, zulu))
    if len(taken) > 1:
        taken.sort(key=lambda each: each.start)
    return taken or list(_in_hanzi(text))


def _days(parts: dict[str, Token], place: Locality, near: date | None) -> Iterator[date]:
    """Yield the days that the parts of a date may mean."""
    month = parts["M"].month if "M" in parts else None
    if "S" in parts:
        number = parts["S"].number
        year, day = _year(parts), number // 10000
    elif "glued" in parts:
        day, year = divmod(parts["glued"].number, 10000)
        year = year if year >= _FIRST_GLUED else 0
    elif "first" in parts or "dotted" in parts:
        yield from _either_way(parts, place)
        return
    else:
        year, day = _year(parts), parts["d"].number
    number = month.number if month else parts["m"].number
    if year is None:
        yield from _nearest(number, day, near, bool(month and month.solar_hijri))
    elif (month and month.solar_hijri) or (not month and year < 1500 and place.has_solar_hijri):
        yield from _known(solar_hijri_day(year, number, day))
    else:
        yield from _known(day_of(year, number, day))


def _year(parts: dict[str, Token]) -> int | None:
    if era := parts.get("era"):
        return era.number + (parts["nth"].number if "nth" in parts else 1)
    token = parts.get("Y") or parts.get("y")
    return full_year(token.number, token.width) if token else None


def _either_way(parts: dict[str, Token], place: Locality) -> Iterator[date]:
    """Yield the day-first reading, then the month-first one. Dotted dates are day-first except in
    American usage."""
    year = _year(parts)
    first = parts.get("first") or parts["dotted"]
    second = parts["second"]
    if year is None:
        return
    if place.has_solar_hijri and 1300 <= year < 1500:
        yield from _known(solar_hijri_day(year, second.number, first.number))
        return
    yield from _known(day_of(year, second.number, first.number))
    if "dotted" not in parts or place.order == "mdy":
        yield from _known(day_of(year, first.number, second.number))


def _known(day: date | None) -> Iterator[date]:
    if day:
        yield day


def _nearest(month: int, day: int, near: date | None, solar_hijri: bool) -> Iterator[date]:
    """Yield the day in the year that brings it closest to a known one."""
    if near is None or solar_hijri:
        return
    years = (near.year - 1, near.year, near.year + 1)
    days = [found for year in years if (found := day_of(year, month, day))]
    yield from sorted(days, key=lambda found: abs(found - near))[:1]


def _in_hanzi(text: str) -> Iterator[Printed]:
    """Yield the dates written in Chinese numerals: 二〇〇一年六月十四日."""
    for found in _HANZI.finditer(text) if "年" in text else ():
        year = int("".join(str(_DIGITS[sign]) for sign in found[1]))
        if day := day_of(year, _hanzi(found[2]), _hanzi(found[3])):
            yield Printed((day,), found[0], found.start(), found.end())


def _hanzi(numeral: str) -> int:
    """Return the value of a Chinese numeral below forty; zero if it is empty."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def settle(
    days: tuple[date, ...],
    order: Order | None = None,
    sure: Iterable[date] = (),
    today: date | None = None,
) -> date | None:
    """Return the day that a date names. Of two readings, choose the one not in the future,
    confirmed by another unambiguous date, or in the local order; null if none applies.

    >>> either = find_dates("03/05/2024")[0].days
    >>> settle(either), settle(either, "dmy"), settle(either, None, [date(2024, 3, 5)])
    (None, datetime.date(2024, 5, 3), datetime.date(2024, 3, 5))
    """
    left = [day for day in days if today is None or day - today <= _AHEAD]
    if len(left) == 2:
        known = tuple(sure)
        near = [day for day in left if any(abs(day - each) <= NEAR for each in known)]
        left = near if len(near) == 1 else left
    if len(left) == 2 and order:
        return left[0] if order == "dmy" else left[1]
    return left[0] if len(left) == 1 else None


def read_day(
    text: str, near: date | None = None, order: Order | None = None, place: Locality = NOWHERE
) -> date | None:
    """Return the day of the first date in a text; null if it is ambiguous and neither a nearby
    known day nor the order resolves it.

    >>> read_day("MARCH 6, 2004"), read_day("12/12/01"), read_day("Dec. 31", date(2001, 1, 1))
    (datetime.date(2004, 3, 6), datetime.date(2001, 12, 12), datetime.date(2000, 12, 31))
    """
    found = find_dates(text, place, near)
    return settle(found[0].days, order or place.order, (near,) if near else ()) if found else None
