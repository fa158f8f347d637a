"""Clocks as they are printed, and the zones that make moments of them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

ZONES = {
    "UTC": 0, "GMT": 0, "ZULU": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "MSK": 3, "JST": 9, "KST": 9,
}  # fmt: skip
"""Hours east of UTC of the zone names seen on wire pages."""
CLOCK = (
    r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2}|(?<=:)\d(?=\s*[AaPp]))\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?\s*"
    rf"(?P<zone>{'|'.join(ZONES)})\b"
)
TIME = r"\[?\d{1,2}:\d{1,2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?\]?(?: [A-Z]{2,4})?"
"""A clock that may lack its zone."""


def without_groups(pattern: str) -> str:
    """A pattern with its named groups bared, so that it may stand twice in another."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


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
