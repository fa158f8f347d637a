"""Parse time zones printed after a clock."""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONES = {
    "UTC": 0, "GMT": 0, "ZULU": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "MSK": 3, "JST": 9, "KST": 9,
}  # fmt: skip
"""UTC offsets, in hours, of zone names seen on wire pages."""
_MORE = {
    "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "MEZ": 1, "MESZ": 2, "WAT": 1, "CAT": 2, "SAST": 2,
    "EET": 2, "EEST": 3, "EAT": 3, "TRT": 3, "GST": 4, "PKT": 5, "NPT": 5.75, "WIB": 7, "ICT": 7,
    "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "WITA": 8, "AWST": 8, "WIT": 9, "ACST": 9.5,
    "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13, "BRT": -3, "ART": -3, "CLT": -4,
    "ADT": -3, "NST": -3.5, "NDT": -2.5, "AKST": -9, "AKDT": -8, "HST": -10, "IRST": 3.5,
}  # fmt: skip
"""UTC offsets, in hours, of other unambiguous zone names."""
_OF_A_COUNTRY = {
    ("IST", "IN"): 5.5, ("IST", "IL"): 2, ("IST", "IE"): 1, ("CST", "CN"): 8, ("CST", "TW"): 8,
    ("PST", "PH"): 8, ("BST", "BD"): 6, ("AST", "SA"): 3, ("EST", "AU"): 10, ("EDT", "AU"): 11,
}  # fmt: skip
"""Country-specific meanings of a name; elsewhere the tables above apply, if they list it."""
_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
            "PT": "America/Los_Angeles"}  # fmt: skip
"""Names that cover both standard and daylight time."""
_NAMES = sorted({*ZONES, *_MORE, *_REGIONS, *(name for name, _ in _OF_A_COUNTRY)}, key=len)
ZONE = rf"(?:(?:UTC|GMT|Z)? ?[+−-] ?\d{{1,2}}(?::?\d\d)?(?!\d)|(?:{'|'.join(reversed(_NAMES))})\b)"
"""A zone name or UTC offset."""
_OFFSET = re.compile(r"(?:UTC|GMT|Z)? ?(?P<sign>[+−-]) ?(?P<hours>\d{1,2}?):?(?P<minutes>\d\d)?")


def read_zone(text: str, country: str | None = None) -> tzinfo | None:
    """Return the zone that a text names; null if the name is unknown or ambiguous.

    >>> [read_zone(name) and read_zone(name).utcoffset(None) for name in ("EDT", "IST")]
    [datetime.timedelta(days=-1, seconds=72000), None]
    >>> str(read_zone("+0530")), str(read_zone("GMT+1")), str(read_zone("IST", "IN"))
    ('UTC+05:30', 'UTC+01:00', 'UTC+05:30')
    """
    name = text.strip().upper()
    if offset := _OFFSET.fullmatch(name):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        return _fixed((-minutes if offset["sign"] != "+" else minutes) / 60)
    if region := _REGIONS.get(name):
        try:
            return ZoneInfo(region)
        except ZoneInfoNotFoundError:
            return None
    hours = _OF_A_COUNTRY.get((name, country or ""), ZONES.get(name, _MORE.get(name)))
    return None if hours is None else _fixed(hours)


def _fixed(hours: float) -> tzinfo | None:
    return timezone(timedelta(hours=hours)) if abs(hours) <= 14 else None
