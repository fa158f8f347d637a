"""Parse dates in metadata, feeds and sitemaps: RFC 3339, ISO 8601, W3C, RFC 822 and free-form
text."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from crawler.base.dates.calendars import day_of
from crawler.base.dates.clocks import Clock, find_clock
from crawler.base.dates.locality import NOWHERE, Locality
from crawler.base.dates.printed import find_dates
from crawler.base.dates.zones import ZONE, read_zone

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:[T\s_]+(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,:]\d+)?)?"
    rf"(?:\s*(?P<zone>{ZONE}))?)?(?!\d)",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{4}|\d{6})")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Start of the web: a number that gives an earlier time is not a timestamp."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_DAYS = (date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1))
"""Placeholder dates of publishing systems for an unknown day: the zero of a clock."""


class StatedDate(Struct, frozen=True):
    """A date stated in metadata: the local day where it was written, and the moment."""

    days: tuple[date, ...]
    """Two if ambiguous; see `Printed`."""
    raw: str
    moment: datetime | None = None
    """In UTC, if the zone is given."""
    zone: str | None = None


@lru_cache(maxsize=256)  # JSON-LD, metas and markup repeat the same dates
def read_stated_date(text: str | None, place: Locality = NOWHERE) -> StatedDate | None:
    """Return the date stated in a string, in any form; null if there is no date, for placeholder
    dates, and for a year or month alone.

    >>> read_stated_date("Wed, 01 May 2024 22:30:00 -0500").moment.isoformat()
    '2024-05-02T03:30:00+00:00'
    >>> [read_stated_date(text) for text in ("1969-12-31T19:00:00-05:00", "2024-05", "0000-00-00")]
    [None, None, None]
    """
    text = (text or "").strip()
    stated = _by_machine(text) or _printed(text, place)
    if not stated or any(day in _NO_DAYS for day in stated.days):
        return None
    return stated


@lru_cache(maxsize=256)
def _by_machine(text: str) -> StatedDate | None:
    """Return a date in a form that is the same everywhere."""
    return _iso(text) or _counted(text)


def _iso(text: str) -> StatedDate | None:
    if stamp := _STAMP.fullmatch(text):
        day = day_of(*map(int, stamp.groups()))
        return StatedDate((day,), text) if day else None
    found = _ISO.match(text)
    day = day_of(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    if not found or not day:
        return None
    if not found["hour"] or not found["zone"]:
        return StatedDate((day,), text)
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    clock = Clock(hour, minute, second, read_zone(found["zone"]), found["zone"], 0, 0)
    return _with_clock((day,), text, clock)


def _with_clock(days: tuple[date, ...], text: str, clock: Clock | None) -> StatedDate:
    moment = clock.moment(days[0]) if clock and len(days) == 1 else None
    zone = clock.zone_text if clock and moment else None
    return StatedDate(days, text, moment, "UTC" if zone in ("Z", "z", "GMT") else zone)


def _counted(text: str) -> StatedDate | None:
    """Read seconds or milliseconds since 1970."""
    if not _SECONDS.fullmatch(text):
        return None
    number = float(text)
    try:
        moment = _EPOCH + timedelta(seconds=number / 1000 if number >= 1e12 else number)
    except OverflowError:
        return None
    moment = moment.replace(microsecond=0)
    return StatedDate((moment.date(),), text, moment, "UTC") if moment >= _FIRST else None


def _printed(text: str, place: Locality) -> StatedDate | None:
    found = next(iter(find_dates(text, place)), None)
    if not found:
        return None
    clock = find_clock(text, found.end, country=place.country) or find_clock(
        text, 0, None if ":" in found.raw else found.start, place.country
    )
    return _with_clock(found.days, text, clock)


def read_rfc3339(text: str) -> datetime | None:
    """Return the UTC moment of an ISO 8601 string with zone (a space instead of T is accepted).

    >>> read_rfc3339("9999-12-31T23:00:00-05:00"), read_rfc3339("0001-01-01T00:00:00+01:00")
    (None, None)
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "T", 1))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # outside the calendar once converted to UTC
        return None


def read_iso_day(text: str) -> date | None:
    """Return the day at the start of an ISO 8601 string.

    >>> read_iso_day("2024-04-28T21:30"), read_iso_day("April 2024")
    (datetime.date(2024, 4, 28), None)
    """
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def as_stated(text: str | None) -> str | None:
    """Return the stripped string if it states a date; null if no date can be read.

    >>> as_stated(" Thu, 14 Jun 2001 6:20 PM EST"), as_stated("Thu, 01 Jan 1970 00:00:00 +0000")
    ('Thu, 14 Jun 2001 6:20 PM EST', None)
    """
    stated = read_stated_date(text)
    return stated.raw if stated else None


def as_rfc3339(text: str | None) -> str | None:
    """Return a string's date as an RFC 3339 day, or as a UTC moment if a zone is given; null for a
    year or month alone, for an ambiguous day, and if there is no date.

    >>> as_rfc3339("2004-12-23T18:00:15+02:00"), as_rfc3339("23 Dec 2004"), as_rfc3339("2004-12")
    ('2004-12-23T16:00:15Z', '2004-12-23', None)
    """
    stated = read_stated_date(text)
    if not stated or len(stated.days) > 1:
        return None
    return rfc3339(stated.moment) if stated.moment else stated.days[0].isoformat()


@lru_cache(maxsize=64)  # a page's fetch is in its record several times
def rfc3339(moment: datetime) -> str:
    """Return a moment in UTC to the second, with Z."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
