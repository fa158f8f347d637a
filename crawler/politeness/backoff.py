"""Back-off towards a host, by its `Retry-After` headers and its responses."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 300.0
"""Longest `Retry-After`, in seconds, that a request waits for; longer ones open the circuit."""

STRAINED = (429, 503)
"""Statuses by which a host signals overload."""

FIRST = 0.25
"""First delay in seconds for a host without a delay that signals overload."""

SLOWEST = 60.0
"""Longest delay in seconds."""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds of a `Retry-After` header (RFC 9110, 10.2.3); None if absent or invalid.

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


def increase_delay(delay: float, floor: float) -> float:
    """Return the delay after a 429, a 503 or a timeout: doubled, within bounds."""
    return min(max(2 * delay, FIRST), max(floor, SLOWEST))


def decrease_delay(delay: float, floor: float, latency: float) -> float:
    """Return the delay after a success: halved, down to the host's configured delay `floor`.

    The delay is never shorter than the host's latency, except for a host without a delay, whose
    latency may be our own.
    """
    own = min(max(floor, latency), SLOWEST) if floor else 0.0
    half = max(floor, own, delay / 2)
    return floor if half < FIRST / 2 else half
