"""When a story was published and changed, of all the days that its page, address and feed give."""

import re
from datetime import UTC, date

from crawler.address import Address
from crawler.dates import NEAR, read_day, read_iso_day, read_rfc3339, rfc3339
from crawler.model import Candidate, Document, Moment, Story

_OLDEST, _EPOCH = 1900, date(1970, 1, 1)
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$")


def published(document: Document, story: Story, address: Address) -> Moment:
    """The printed day where it is near the address's, else the address's, and the conflict."""
    candidates = list(story.dates)
    if address.day:
        candidates.append(Candidate(address.day.isoformat(), "url", address.raw_day or ""))
    if stated := _stated(document.head.metadata.published):
        candidates.append(stated)
    hint = document.page.hint
    if hint and hint.date:
        candidates.append(Candidate(hint.date[:10], "feed", hint.date))
    today = document.page.fetched_at.astimezone(UTC).date()
    candidates = [each for each in candidates if (date.fromisoformat(each.date) - today).days <= 1]
    chosen, conflict = _choose(candidates, address)
    moment = next((each for each in candidates if each.datetime and each.evidence != "feed"), None)
    if chosen is None:
        return Moment(candidates=tuple(candidates))
    return Moment(
        date=chosen.date,
        datetime=moment.datetime if moment else None,
        precision="second"
        if moment and moment.evidence == "meta"
        else "minute"
        if moment
        else "day",
        timezone=moment.timezone if moment else None,
        evidence=chosen.evidence,
        raw=chosen.raw,
        conflict=conflict,
        candidates=tuple(candidates),
    )


def _stated(text: str | None) -> Candidate | None:
    """The date that a page's metadata state, which is the day where it was written; to the second
    where they give a zone. What a publishing system writes where it knows no date is none."""
    text = text or ""
    exact, printed = read_rfc3339(text), read_day(text)
    day = read_iso_day(text) or (exact.date() if exact else printed.day if printed else None)
    if not day or day.year < _OLDEST or day == _EPOCH:
        return None
    if not exact:
        return Candidate(day.isoformat(), "meta", text)
    return Candidate(day.isoformat(), "meta", text, rfc3339(exact), _zone(text))


def _zone(text: str) -> str:
    """The zone of a moment in ISO 8601, as it is written."""
    found = _OFFSET.search(text)
    return found.group() if found else "UTC"


def updated(text: str | None, first: Moment, today: date) -> Moment:
    """When the metadata say that the story was changed, if that was after it was published."""
    stated = _stated(text)
    if not stated or not first.date or (date.fromisoformat(stated.date) - today).days > 1:
        return Moment()
    if (stated.datetime or stated.date) <= (first.datetime or first.date):
        return Moment()
    return Moment(
        date=stated.date,
        datetime=stated.datetime,
        precision="second" if stated.datetime else "day",
        timezone=stated.timezone,
        evidence=stated.evidence,
        raw=stated.raw,
    )


def _choose(candidates: list[Candidate], address: Address) -> tuple[Candidate | None, bool]:
    """The candidate for the day, and whether the page's own day contradicts the address's."""
    unprinted = ("sign-off", "url", "meta", "feed")
    printed = [each for each in candidates if each.evidence not in unprinted]
    by_address = next((each for each in candidates if each.evidence == "url"), None)
    if not address.day or not by_address:
        return next(iter(printed or candidates), None), False
    near = [each for each in printed if abs(date.fromisoformat(each.date) - address.day) <= NEAR]
    if near:
        return near[0], False
    return by_address, bool(printed)
