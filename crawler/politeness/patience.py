"""How long to wait for a host: what it asks for, and what its answers show."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 300.0
"""Seconds we wait because a host says so; who wants more is left alone for that long."""

STRAINED = (429, 503)
"""Answers by which a host says that it is asked too much."""

FIRST = 0.25
"""Seconds between requests, once a host that is asked at full speed shows strain."""

SLOWEST = 60.0
"""Seconds between requests to a host that goes on showing it."""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a `Retry-After` header (RFC 9110, 10.2.3); null where it gives none.

    >>> retry_after("Wed, 21 Oct 2026 07:28:30 GMT", datetime(2026, 10, 21, 7, 28, tzinfo=UTC))
    30.0
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def slower(delay: float, floor: float) -> float:
    """The delay after a sign of strain (429, 503, a time-out): twice as long, within bounds."""
    return min(max(2 * delay, FIRST), max(floor, SLOWEST))


def eased(delay: float, floor: float, latency: float) -> float:
    """The delay after a good answer: half of it, down to the host's own.

    A host that takes longer to answer than its delay is asked no faster than it answers; not so
    one that is asked without delay, where the latency may be our own.
    """
    own = min(max(floor, latency), SLOWEST) if floor else 0.0
    half = max(floor, own, delay / 2)
    return floor if half < FIRST / 2 else half
