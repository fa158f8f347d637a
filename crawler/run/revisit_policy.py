"""Revisit policy: whether and how a known page is requested again. Pure; times are Unix seconds,
UTC.

The older a story, the less often its page is requested, but at once if a feed or sitemap says that
it has changed. Requests carry the validators of the last response (RFC 9110, 13.1). From time to
time a page is read regardless of what host and sitemap say, to detect wrong signals. A sitemap
entry that says a page is unchanged is ignored if the page's own Last-Modified is later.
"""

import re
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from typing import Literal

from msgspec.structs import replace

from crawler.base.dates import read_iso_day, read_rfc3339
from crawler.base.skips import SkipReason
from crawler.ledger import Visit
from crawler.sources import Revisit

HOUR = 3_600
DAY = 86_400
SELDOM = 182 * DAY
"""Interval between two visits of the oldest pages."""

BELIEVED = 8
"""Number of intervals after which a page is read regardless of its signals."""
LONGEST = 270 * DAY
"""Maximum time since a page was last read, after which it is read regardless of its signals."""

Headers = dict[str, str]
Signal = Literal["validators", "lastmod"]
"""Signals that say whether a page has changed."""

_GZIP = re.compile(r'(?<=.)[-;]+gzip(?="?$)')
"""Suffix that servers add to the ETag of a compressed page."""


def plan(
    visit: Visit | None,
    listed: str | None,
    terms: Revisit,
    now: int,
    distrusted: frozenset[str] = frozenset(),
    boilerplate: int = 0,
) -> Headers | SkipReason:
    """Return the request headers for a page, or why it is not requested.

    `listed` is the last modification according to the listing now; `distrusted` holds values of
    `Signal`; `boilerplate` is the number of boilerplate texts now known for the source.
    """
    if visit is None:
        return {}
    news = None if "lastmod" in distrusted else has_news(visit, listed, now)
    if news is False and is_denied(visit, listed):
        news = None
    if visit.unfinished and not news:
        return SkipReason.RESUMED
    if visit.boilerplate is not None and boilerplate > visit.boilerplate:
        return {}  # it was read before all of its boilerplate was known
    pause = pause_at(now - visit.changed, terms)
    if not news and 0 <= now - visit.checked < pause:
        return SkipReason.NOT_DUE
    if not 0 <= now - visit.read < min(BELIEVED * pause, LONGEST):
        return {}
    if news is False:
        return SkipReason.LASTMOD
    return {} if "validators" in distrusted else _conditions(visit)


def pause_at(age: int, terms: Revisit) -> int:
    """Return the seconds between two visits of a page, by the age of its story."""
    steps = (
        (terms.hourly, HOUR),
        (terms.daily, DAY),
        (terms.weekly, 7 * DAY),
        (terms.monthly, 30 * DAY),
    )
    return next((pause for days, pause in steps if age < days * DAY), SELDOM)


def has_news(visit: Visit, listed: str | None, now: int) -> bool | None:
    """Return whether a page has changed since its visit according to its listing; null if unknown.

    The current listing is compared with the one at the visit, because its clock may differ from
    ours. A date without a time says nothing about later changes on that day, so a visit on the same
    day is followed by another.
    """
    if listed is None:
        return None
    if visit.listed and visit.listed != listed:
        return True
    if (moment := read_rfc3339(listed)) is None:
        on = datetime.fromtimestamp(visit.checked, UTC).date().isoformat()
        if listed < on:
            return False
        return True if now - visit.checked >= HOUR else None
    if visit.listed:
        return False
    since = moment.timestamp() - visit.checked
    return True if since > 0 else False if since < -HOUR else None


def is_denied(visit: Visit, listed: str | None) -> bool:
    """Return whether the page's Last-Modified is later than its listing says, so that `lastmod` is
    the story's date or meaningless.

    Allows for clock differences and for the date at the place where it was written.
    """
    try:
        modified = parsedate_to_datetime(visit.last_modified or "")
    except ValueError:
        return False
    if modified.tzinfo is None:
        modified = modified.replace(tzinfo=UTC)
    if (moment := read_rfc3339(listed or "")) is not None:
        return (modified - moment).total_seconds() > HOUR
    day = read_iso_day(listed or "")
    return day is not None and (modified.astimezone(UTC).date() - day).days > 1


def _conditions(visit: Visit) -> Headers:
    """Return the headers of a conditional request (RFC 9110, 13.1.2 and 13.1.3).

    A host that supports ETags ignores the date. Some hosts add a suffix to the ETag of a compressed
    page and then do not recognize it, so both forms are sent.
    """
    headers = {}
    if visit.etag:
        headers["If-None-Match"] = ", ".join({visit.etag: 0, _GZIP.sub("", visit.etag): 0})
    if visit.last_modified:
        headers["If-Modified-Since"] = visit.last_modified
    return headers


def next_visit(last: Visit | None, visit: Visit, day: str | None, is_new: bool) -> Visit:
    """Return a visit with the fields that depend on the last one.

    `day` is the story's date; `is_new` is whether anything new was published from the page.
    """
    if last is None:
        return replace(visit, changed=min(_moment_of(day) or visit.read, visit.read))
    has_changed = is_new or (visit.stories > 0) != (last.stories > 0)
    changed = visit.read if has_changed else last.changed
    return replace(visit, changed=changed, listed=visit.listed or last.listed)


def _moment_of(day: str | None) -> int | None:
    found = read_iso_day(day or "")
    return int(datetime.combine(found, time(), UTC).timestamp()) if found else None


def contradicted_signals(
    last: Visit | None, visit: Visit, listed: str | None, is_new: bool
) -> tuple[Signal, ...]:
    """Return the signals that said a page had not changed although something new came from it."""
    if last is None or not is_new or last.sha256 == visit.sha256:
        return ()
    contradicted: list[Signal] = []
    if last.etag:
        if visit.etag and _opaque(last.etag) == _opaque(visit.etag):
            contradicted.append("validators")
    elif last.last_modified and last.last_modified == visit.last_modified:
        contradicted.append("validators")
    if has_news(last, listed, visit.checked) is False:
        contradicted.append("lastmod")
    return tuple(contradicted)


def _opaque(etag: str) -> str:
    """Return an ETag for weak comparison (RFC 9110, 8.8.3.2), without compression suffixes."""
    return _GZIP.sub("", etag.removeprefix("W/"))
