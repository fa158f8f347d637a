"""Parse printed times of day and combine them with a day into moments."""

import re
from datetime import UTC, date, datetime, tzinfo

from msgspec import Struct

from crawler.base.dates.zones import ZONE, ZONES, read_zone

CLOCK = (
    r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2}|(?<=:)\d(?=\s*[AaPp]))\s*"
    r"(?P<half>[AaPp]\.?\s?[Mm]\.?)?\s*"
    rf"(?P<zone>{'|'.join(ZONES)})\b"
)
"""A time with its zone, as printed on wire pages: a building block for grammars."""
TIME = r"\[?\d{1,2}:\d{1,2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?\]?(?: [A-Z]{2,4})?"
"""A time whose zone is optional."""
_BEFORE_NOON = ("上午", "午前", "오전", "凌晨", "早上")
_AFTER_NOON = ("下午", "午後", "오후", "晚上")
_CLOCK = re.compile(
    rf"(?<![\d:.,])(?P<early>{'|'.join((*_BEFORE_NOON, *_AFTER_NOON))})?\s?(?P<hour>\d{{1,2}})"
    r"(?:\s?(?:[:.：hH]|Uhr|時|时|点|點|시)\s?(?P<minute>\d{2})(?!\d)"
    r"(?:\s?[:.：分분m]\s?(?P<second>\d{2})(?!\d)(?:[.,]\d+)?)?|(?=\s?[AaPp]\.?\s?[Mm]\b))"
    r"(?:\s?[分분秒초])?(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?"
    r"(?:\s?(?:Uhr|hrs?|hs?|o'clock)\b\.?)?"
    rf"(?:\s*[(\[]?(?P<zone>{ZONE})[)\]]?)?"
)


class Clock(Struct, frozen=True):
    """A printed time of day and its position in the text."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None
    zone_text: str | None
    start: int
    end: int

    def moment(self, day: date) -> datetime | None:
        """Return the UTC moment of the clock on a day; null without a known zone."""
        if self.zone is None:
            return None
        clock = (self.hour, self.minute, self.second)
        try:
            return datetime(day.year, day.month, day.day, *clock, tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def find_clock(
    text: str, start: int = 0, end: int | None = None, country: str | None = None
) -> Clock | None:
    """Return the first clock in a range of a text.

    >>> clock = find_clock("March 5, 2024, 9:54 PM EST")
    >>> clock.moment(date(2024, 3, 5)).isoformat(), find_clock("18 Uhr 30, Regen").minute
    ('2024-03-06T02:54:00+00:00', 30)
    """
    for found in _CLOCK.finditer(text, start, len(text) if end is None else end):
        half = "a" if found["early"] in _BEFORE_NOON else "p" if found["early"] else found["half"]
        hour = _full_hour(int(found["hour"]), half)
        minute, second = int(found["minute"] or 0), int(found["second"] or 0)
        if hour <= 23 and minute <= 59 and second <= 59:
            zone = found["zone"] and found["zone"].strip()
            known = read_zone(zone, country) if zone else None
            return Clock(hour, minute, second, known, zone, found.start(), found.end())
    return None


def _full_hour(hour: int, half: str | None) -> int:
    """Return the hour in 24-hour form. For `16:10 PM`, keep the hour and ignore the half."""
    half = (half or "").lower()
    if half.startswith("p") and hour < 12:
        return hour + 12
    return 0 if half.startswith("a") and hour == 12 else hour


def read_moment(day: date, clock: str) -> tuple[datetime, str] | None:
    """Return the UTC moment of a printed clock on a day, and the zone as printed; null if the clock
    has no zone.

    >>> read_moment(date(2007, 7, 24), "10:42 a.m. EDT")[0].isoformat()
    '2007-07-24T14:42:00+00:00'
    """
    found = re.search(CLOCK, clock, re.IGNORECASE)
    if not found:
        return None
    hour = _full_hour(int(found["hour"]), found["half"])
    read = Clock(hour, int(found["minute"]), 0, read_zone(found["zone"]), found["zone"], 0, 0)
    moment = read.moment(day)
    return (moment, found["zone"]) if moment else None
