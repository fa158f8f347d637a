"""Dates written for machines: RFC 3339, ISO 8601, W3C."""

import re
from datetime import UTC, date, datetime

_W3C = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:$|[T ]\d)")


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
