"""Dates as they are printed on wire pages: strings in, days and moments out. Nothing is guessed.

Every form is a row of `FORMS`: a pattern, the order of its parts in the letters of `strptime`
(which itself costs too much and follows the locale), and an example. A form that lacks the year
gives a day only when the caller knows a day near it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

MONTH = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"

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
_LETTERS = re.compile(r"%(\w)")
_PART = re.compile(r"\d+|[A-Za-z]{3,}")
_PIVOT = 69
"""Two-digit years from here on are of the 20th century, as with strptime."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed, and the day it names."""

    day: date
    raw: str


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
