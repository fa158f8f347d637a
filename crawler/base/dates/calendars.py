"""Convert days of the calendars used in print (Gregorian, Solar Hijri, Thai) and two-digit
years."""

from datetime import date

_PIVOT = 69
"""Two-digit years from here on belong to the 20th century, as in strptime."""
_OLDEST = 1900
SOLAR_HIJRI_YEARS = range(1300, 1500)
_BUDDHIST_YEARS, _BUDDHIST = range(2400, 2700), 543


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a Gregorian day; null if it is invalid or before 1900."""
    try:
        return date(year, month, day) if year >= _OLDEST else None
    except ValueError:
        return None


def solar_hijri_day(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day for a day of the Persian calendar; null if it is invalid.

    >>> solar_hijri_day(1380, 3, 24)
    datetime.date(2001, 6, 14)
    """
    if year not in SOLAR_HIJRI_YEARS:
        return None
    import jdatetime  # most processes never need it

    try:
        found: date = jdatetime.date(year, month, day).togregorian()
    except ValueError:
        return None
    return found


def full_year(year: int, width: int) -> int:
    """Return a four-digit Gregorian year, converting Thai Buddhist years.

    >>> full_year(98, 2), full_year(26, 2), full_year(2567, 4)
    (1998, 2026, 2024)
    """
    if width == 2:
        return year + (1900 if year >= _PIVOT else 2000)
    return year - _BUDDHIST if year in _BUDDHIST_YEARS else year
