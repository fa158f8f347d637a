"""Dates as they are printed on wire pages: strings in, days and moments out. Nothing is guessed.

Every form is a row of `FORMS`: a pattern, the order of its parts in the letters of `strptime`
(which itself costs too much and follows the locale), and an example. A form that lacks the year
gives a day only when the caller knows a day near it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

MONTH = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"
ZONES = {
    "UTC": 0, "GMT": 0, "ZULU": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "MSK": 3, "JST": 9, "KST": 9,
}  # fmt: skip
"""Hours east of UTC of the zone names seen on wire pages."""
CLOCK = (
    r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?\s*"
    rf"(?P<zone>{'|'.join(ZONES)})\b"
)
TIME = r"\[?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?\]?(?: [A-Z]{2,4})?"
"""A clock that may lack its zone."""

FORMS = (
    (rf"{WEEKDAY}({MONTH} \d{{1,2}}, ?\d{{4}})", "%b %d %Y", "Tuesday, January 14, 2003"),
    (rf"{WEEKDAY}(\d{{1,2}} {MONTH},? \d{{4}})", "%d %b %Y", "5 January 1999"),
    (rf"(\d{{1,2}}-{MONTH}-\d{{4}})", "%d-%b-%Y", "30-Mar-2000"),
    (rf"(\d{{1,2}}-{MONTH}-\d{{2}})", "%d-%b-%y", "22-Jan-99"),
    (r"(\d{4}-\d{1,2}-\d{1,2})", "%Y-%m-%d", "2014-1-16"),
    (r"(\d{4}\.\d{1,2}\.\d{1,2})", "%Y.%m.%d", "2025.05.02"),
    (r"(\d{1,2}\.\d{1,2}\.\d{4})", "%d.%m.%Y", "08.07.2026"),
    (r"(\d{1,2}/\d{1,2}/\d{4})", "%m/%d/%Y", "8/17/2000"),
    (r"(\d{1,2}-\d{1,2}-\d{4})", "%m-%d-%Y", "10-13-2000"),
    (r"(\d{1,2}/\d{1,2}/\d{2})", "%m/%d/%y", "12/12/01"),
    (r"(\d{1,2}-\d{1,2}-\d{2})", "%m-%d-%y", "10-13-00"),
    (rf"{WEEKDAY}({MONTH} \d{{1,2}})", "%b %d", "Nov. 6"),
    (rf"{WEEKDAY}(\d{{1,2}} {MONTH})", "%d %b", "6 November"),
)  # fmt: skip
DATE = (
    rf"{WEEKDAY}(?:{MONTH} \d{{1,2}}(?:, ?\d{{4}})?|\d{{1,2}} {MONTH}(?:,? \d{{4}})?)"
    rf"|\d{{1,2}}(?:-{MONTH}-\d{{2}}(?:\d{{2}})?|\.\d{{1,2}}\.\d{{4}}|/\d{{1,2}}/\d{{2}}(?:\d{{2}})?"
    r"|-\d{1,2}-\d{2}(?:\d{2})?)"
    r"|\d{4}(?:-\d{1,2}-|\.\d{1,2}\.)\d{1,2}"
)
"""One pattern that catches any of the forms, without groups, to build grammars from: written small,
for a grammar holds it many times."""
_DAY = re.compile("|".join(f"{form}$" for form, _, _ in FORMS), re.IGNORECASE)
"""The forms in their order, with a group for each."""
NEAR = timedelta(days=2)
"""How far a printed day may lie from the address's and still be believed."""
_W3C = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:$|[T ]\d)")
_LETTERS = re.compile(r"%(\w)")
_PART = re.compile(r"\d+|[A-Za-z]{3,}")
_PIVOT = 69
"""Two-digit years from here on are of the 20th century, as with strptime."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed, and the day it names."""

    day: date
    raw: str


def without_groups(pattern: str) -> str:
    """A pattern with its named groups bared, so that it may stand twice in another."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def read_day(text: str, near: date | None = None, day_first: bool = False) -> Printed | None:
    """The day that a whole string names, or null.

    `near` lends a yearless date the year that brings it nearest; without it such a date is null.
    `day_first` is for agencies that print 16/11/2009.

    >>> read_day("MARCH 6, 2004").day.isoformat(), read_day("12/12/01").day.isoformat()
    ('2004-03-06', '2001-12-12')
    >>> read_day("Dec. 31", near=date(2001, 1, 1)).day.isoformat()
    '2000-12-31'
    """
    text = text.strip().rstrip(".,")
    found = _DAY.match(text)
    if not found or not found.lastindex:
        return None
    layout = FORMS[found.lastindex - 1][1]
    if day_first and layout.startswith("%m"):
        layout = layout.replace("%m", "%?").replace("%d", "%m").replace("%?", "%d")
    try:
        return _day(found[found.lastindex], layout, text, near)
    except ValueError:
        return None


def _day(text: str, layout: str, raw: str, near: date | None) -> Printed | None:
    """The day in the parts of a date, which stand in the order of the layout. Raises ValueError
    where no calendar has it."""
    parts = dict(zip(_LETTERS.findall(layout), _PART.findall(text), strict=True))
    month = parts["b"][:3].lower() if "b" in parts else ""
    number = MONTHS.index(month) + 1 if month else int(parts["m"])
    if "Y" in parts or "y" in parts:
        year = int(parts.get("Y") or parts["y"])
        year += 0 if "Y" in parts else 1900 if year >= _PIVOT else 2000
        return Printed(date(year, number, int(parts["d"])), raw) if year >= 1900 else None
    if near is None:
        return None
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        with suppress(ValueError):  # 29 February outside a leap year
            days.append(date(year, number, int(parts["d"])))
    return Printed(min(days, key=lambda day: abs(day - near)), raw) if days else None


def read_moment(day: date, clock: str) -> tuple[datetime, str] | None:
    """The UTC moment of a printed clock with a zone on a day, and the zone as printed.

    A clock such as `16:10 PM` is taken at its 24-hour word; a clock without a zone is null.

    >>> read_moment(date(2007, 7, 24), "10:42 a.m. EDT")[0].isoformat()
    '2007-07-24T14:42:00+00:00'
    """
    found = re.search(CLOCK, clock, re.IGNORECASE)
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"])
    half = (found["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    zone = timezone(timedelta(hours=ZONES[found["zone"].upper()]))
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return local.astimezone(UTC), found["zone"]


def read_rfc3339(text: str) -> datetime | None:
    """The UTC moment of an ISO 8601 string with zone (a blank for the T is forgiven), or null.

    >>> read_rfc3339("9999-12-31T23:00:00-05:00"), read_rfc3339("0001-01-01T00:00:00+01:00")
    (None, None)
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "T", 1))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # in UTC it may lie outside the calendar
        return None


def read_iso_day(text: str) -> date | None:
    """The day that opens an ISO 8601 string, or null.

    >>> read_iso_day("2024-04-28T21:30"), read_iso_day("April 2024")
    (datetime.date(2024, 4, 28), None)
    """
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def read_w3c(text: str) -> str | None:
    """A W3C date and time (https://www.w3.org/TR/NOTE-datetime) as an RFC 3339 day, or as one of
    UTC moments where a zone stands; null for a year or month alone, and for what is no date.

    >>> read_w3c("2004-12-23T18:00:15+02:00"), read_w3c("2004-12-23"), read_w3c("2004-12")
    ('2004-12-23T16:00:15Z', '2004-12-23', None)
    """
    if not _W3C.match(text.strip()):
        return None
    if moment := read_rfc3339(text):
        return rfc3339(moment)
    day = read_iso_day(text)
    return day.isoformat() if day else None


def rfc3339(moment: datetime) -> str:
    """A UTC moment to the second, with Z."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
