"""Whether a known page is asked for again, and how. Pure; moments are seconds since 1970, UTC.

A page is asked the less, the older its story is; at once where a feed or sitemap says that it has
changed. It is asked with the validators of its last answer (RFC 9110, 13.1), but not always: now
and then it is read whatever host and sitemap say, so that one who does not tell the truth is found
out. A sitemap that says of a page that it has not changed is not believed where the page's own
Last-Modified is later than that.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from typing import Literal

from crawler.base.dates import read_iso_day, read_rfc3339
from crawler.ledger import Visit
from crawler.sources import Revisit

HOUR = 3_600
DAY = 86_400
SELDOM = 182 * DAY
"""Between two visits of the oldest pages."""

BELIEVED = 8
"""Visits after which a page is read whatever is said of it."""
LONGEST = 270 * DAY
"""Or so long after it was last read."""

Reason = Literal["not-due", "lastmod", "resumed"]
"""Why a page is not asked for: it is too soon; the listing says that it has not changed; an earlier
crawl that did not come to its end has read it."""
Headers = dict[str, str]
What = Literal["validators", "lastmod"]
"""By what a page is said not to have changed."""

_GZIP = re.compile(r'(?<=.)[-;]+gzip(?="?$)')
"""What servers add to the ETag of a page that they have packed."""


def plan(
    visit: Visit | None,
    listed: str | None,
    terms: Revisit,
    now: int,
    distrusted: frozenset[str] = frozenset(),
    boilerplate: int = 0,
) -> Headers | Reason:
    """The headers with which to ask for a page, or why it is not asked for.

    `listed` is when it was last changed, as the listing says now; `distrusted` is of `What`, and
    `furniture` how many texts are known by now to recur on the source's pages.
    """
    if visit is None:
        return {}
    news = None if "lastmod" in distrusted else has_news(visit, listed, now)
    if news is False and is_denied(visit, listed):
        news = None
    if visit.unfinished and not news:
        return "resumed"
    if visit.boilerplate is not None and boilerplate > visit.boilerplate:
        return {}  # it was read without knowing what is no story of it
    pause = pause_at(now - visit.changed, terms)
    if not news and 0 <= now - visit.checked < pause:
        return "not-due"
    if not 0 <= now - visit.read < min(BELIEVED * pause, LONGEST):
        return {}
    if news is False:
        return "lastmod"
    return {} if "validators" in distrusted else _conditions(visit)


def pause_at(age: int, terms: Revisit) -> int:
    """Seconds from one visit of a page to the next, by the age of its story."""
    steps = (
        (terms.hourly, HOUR),
        (terms.daily, DAY),
        (terms.weekly, 7 * DAY),
        (terms.monthly, 30 * DAY),
    )
    return next((pause for days, pause in steps if age < days * DAY), SELDOM)


def has_news(visit: Visit, listed: str | None, now: int) -> bool | None:
    """Whether a page has changed since its visit, as the listing says; null where it does not say.

    What it says is held against what it said then, for its clock is not ours. A day says nothing of
    what happened later on that day: a visit on the day itself is followed by another.
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
    """Return whether the page's answer was changed later than its listing says: there, `lastmod`
    is the day of the story, or of nothing at all.

    The clocks of two machines, and the day at the place where it was written, may differ.
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
    """RFC 9110, 13.1.2 and 13.1.3; a host that knows ETags does not look at the date.

    Some hosts mark the ETag of a packed page and then do not know their own mark.
    """
    headers = {}
    if visit.etag:
        headers["If-None-Match"] = ", ".join({visit.etag: 0, _GZIP.sub("", visit.etag): 0})
    if visit.last_modified:
        headers["If-Modified-Since"] = visit.last_modified
    return headers


def follow(last: Visit | None, visit: Visit, day: str | None, is_new: bool) -> Visit:
    """A visit, with what of it hangs on the last one. `day` is that of its story, and `is_new` says
    whether anything new came of the page."""
    if last is None:
        return replace(visit, changed=min(_moment_of(day) or visit.read, visit.read))
    other = is_new or (visit.stories > 0) != (last.stories > 0)
    changed = visit.read if other else last.changed
    return replace(visit, changed=changed, listed=visit.listed or last.listed)


def _moment_of(day: str | None) -> int | None:
    found = read_iso_day(day or "")
    return int(datetime.combine(found, time(), UTC).timestamp()) if found else None


def lies(last: Visit | None, visit: Visit, listed: str | None, is_new: bool) -> tuple[What, ...]:
    """By what a page was said to be as it was, though something new came of it."""
    if last is None or not is_new or last.sha256 == visit.sha256:
        return ()
    told: list[What] = []
    if last.etag:
        if visit.etag and _opaque(last.etag) == _opaque(visit.etag):
            told.append("validators")
    elif last.last_modified and last.last_modified == visit.last_modified:
        told.append("validators")
    if has_news(last, listed, visit.checked) is False:
        told.append("lastmod")
    return tuple(told)


def _opaque(etag: str) -> str:
    """An ETag as the weak comparison sees it (RFC 9110, 8.8.3.2), however it was packed."""
    return _GZIP.sub("", etag.removeprefix("W/"))
