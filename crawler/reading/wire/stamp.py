"""Read the time stamps in VOA sign-offs: `30-Mar-2000 14:40 PM EDT (30-Mar-2000 1940 UTC)`."""

import re
from datetime import date, timedelta

from crawler.base.dates import DATE, read_day, read_moment, rfc3339
from crawler.base.text import fold
from crawler.contract import Candidate

_UTC = re.compile(rf"\((?:(?P<day>{DATE}) )?(?P<clock>\d{{4}}) UTC\)")
_LOCAL = re.compile(
    r"(?P<day>\d{1,2}-\w{3}-\d{2,4}) (?P<hour>\d{1,2}):\d{2} (?P<half>[AP])M", re.IGNORECASE
)


def read_stamp(sign_off: str) -> Candidate | None:
    """Return the UTC time in a sign-off; None without one.

    Only the UTC clock is used, as the local clock may be malformed.

    >>> read_stamp("22-Jan-99 03:10 AM EST (0810 UTC)").datetime
    '1999-01-22T08:10:00Z'
    """
    found = _UTC.search(sign_off)
    if not found:
        return None
    day = _utc_day(found["day"], sign_off, int(found["clock"][:2]))
    moment = read_moment(day, f"{found['clock']} UTC") if day else None
    if not day or not moment:
        return None
    return Candidate(day.isoformat(), "sign-off", fold(found.group()), rfc3339(moment[0]), "UTC")


def _utc_day(printed: str | None, sign_off: str, utc_hour: int) -> date | None:
    """Return the day printed with the UTC clock, else derive it from the local day.

    It is the day after if the UTC hour is smaller: VOA's desk is west of Greenwich.
    """
    if printed:
        return read_day(printed, order="mdy")
    local = _LOCAL.search(sign_off)
    day = read_day(local["day"], order="mdy") if local else None
    if not local or not day:
        return None
    hour = int(local["hour"]) % 12 + (12 if local["half"].upper() == "P" else 0)
    return day + timedelta(days=int(utc_hour < hour))
