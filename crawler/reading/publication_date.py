"""Choose a story's dates of publication and change from those given by its page, URL and feed.
`docs/dates.md` gives the policy as a table."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from crawler.addresses import Address
from crawler.base.dates import NEAR, NOWHERE, Locality, locality, read_stated_date, rfc3339, settle
from crawler.contract import Candidate, Moment
from crawler.model import Document, Story

_STATED = ("meta", "markup")
"""Machine-readable evidence."""
_UNPRINTED = (*_STATED, "url", "feed", "sign-off")
_LAST = ("sign-off", "clock")
"""Evidence used for the time of day, and for the day only if there is no other."""
_DAY = timedelta(days=1)
_UTC = ("UTC", "Z", "+00:00", "+0000", "+00")
_WEST, _EAST = 12, 10
"""UTC hours: before the first it is the previous day somewhere, from the second the next day."""
_MOST = 4
"""Maximum dates of metas or elements kept as candidates."""


def published(document: Document, story: Story, address: Address) -> Moment:
    """Return a story's day from the strongest evidence, the matching time, and whether the page
    contradicts its dated URL."""
    today = document.page.fetched_at.astimezone(UTC).date()
    candidates = [
        each for each in _candidates(document, story, address, today) if _day(each) - today <= _DAY
    ]
    if address.is_dated and (address.is_archived or not document.head.modern):
        chosen, conflict = _by_address(candidates, address)
    else:
        chosen, conflict = _by_order(candidates, address)
    if chosen is None:
        return Moment(candidates=tuple(candidates))
    moment = _moment_of(chosen, candidates)
    is_stated = moment is not None and moment.evidence in (*_STATED, "feed")
    return Moment(
        date=chosen.date,
        datetime=moment.datetime if moment else None,
        precision="second" if is_stated else "minute" if moment else "day",
        timezone=moment.timezone if moment else None,
        evidence=chosen.evidence,
        raw=chosen.raw,
        conflict=conflict,
        candidates=tuple(candidates),
    )


def updated(text: str | None, first: Moment, today: date) -> Moment:
    """Return the modification date stated in the metadata, if later than publication."""
    stated = next(_stated((text,), "meta", NOWHERE, (), today), None) if text else None
    if not stated or not first.date or date.fromisoformat(stated.date) - today > _DAY:
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


def _candidates(
    document: Document, story: Story, address: Address, today: date
) -> Iterator[Candidate]:
    """Yield the dates given by page, URL and feed, strongest evidence first: metadata, elements
    near the headline, the date line printed there, other metas, the dateline, the URL, the feed."""
    page, metadata = document.page, document.head.metadata

    def stated(texts: Sequence[str], evidence: str) -> Iterable[Candidate]:
        if not texts:
            return ()
        place = locality(page.language or document.head.language, page.url)
        sure = [*map(_day, story.dates), *([address.day] if address.day else ())]
        return islice(_stated(texts, evidence, place, sure, today), _MOST)

    printed = [each for each in story.dates if each.evidence not in _LAST]
    lines = [each for each in printed if each.evidence == "date line"]
    if address.is_archived:
        yield from printed
    yield from stated(metadata.published, "meta")
    yield from stated(metadata.marked, "markup")
    if not address.is_archived:
        yield from lines
    yield from stated(metadata.dated, "meta")
    if not address.is_archived:
        yield from (each for each in printed if each.evidence != "date line")
    if address.day:
        yield Candidate(address.day.isoformat(), "url", address.raw_day or "")
    if page.hint and page.hint.date:
        yield from stated((page.hint.date,), "feed")
    yield from (each for each in story.dates if each.evidence in _LAST)


def _stated(
    texts: Sequence[str], evidence: str, place: Locality, sure: Sequence[date], today: date
) -> Iterator[Candidate]:
    """Yield the unambiguous dates in the strings."""
    read = [stated for text in texts if (stated := read_stated_date(text, place))]
    sure = [*sure, *(stated.days[0] for stated in read if len(stated.days) == 1)]
    for stated in read:
        if day := settle(stated.days, place.order, sure, today):
            moment = rfc3339(stated.moment) if stated.moment else None
            yield Candidate(day.isoformat(), evidence, stated.raw, moment, stated.zone)


def _by_address(candidates: Sequence[Candidate], address: Address) -> tuple[Candidate | None, bool]:
    """Choose the date on a wire archive with dated URLs: the printed day if near the URL's, else
    the URL's, with a conflict if the page prints another."""
    printed = [each for each in candidates if each.evidence not in _UNPRINTED]
    near = next((each for each in printed if _is_near(each, address)), None)
    if near:
        return near, False
    return next((each for each in candidates if each.evidence == "url"), None), bool(printed)


def _by_order(ranked: Sequence[Candidate], address: Address) -> tuple[Candidate | None, bool]:
    """Choose the date on all other pages: the strongest, adjusted to the local day, or overridden
    where a dated URL and another date agree."""
    if not ranked:
        return None, False
    first = ranked[0]
    if not address.is_dated or _is_near(first, address):
        return _of_the_place(first, ranked, address), False
    others = [each for each in ranked if each.evidence not in (first.evidence, "url", *_LAST)]
    if any(abs(_day(each) - _day(first)) <= _DAY for each in others):
        return _of_the_place(first, ranked, address), True
    confirmed = next((each for each in others if _is_near(each, address)), None)
    if confirmed:
        return confirmed, True
    by_address = next((each for each in ranked if each.evidence == "url"), first)
    # A moved page states the day of its move, which is later. No page states a day before the
    # story's, so the earlier of the two is right.
    return (by_address if _day(by_address) < _day(first) else first), True


def _of_the_place(first: Candidate, ranked: Sequence[Candidate], address: Address) -> Candidate:
    """Return the local day printed where the story was written, if it is adjacent to the stated
    one, which is then the day in UTC or at the publisher.

    A date line near the headline always counts as local. An element without a zone, or a dated URL,
    counts only beside a UTC time at which that other day is current somewhere.
    """
    if first.evidence not in _STATED:
        return first
    for each in ranked:
        apart = _day(each) - _day(first)
        if each.evidence == "date line" and abs(apart) <= _DAY:
            return each if apart else first
    if not first.datetime or first.timezone not in _UTC:
        return first
    hour = datetime.fromisoformat(first.datetime).hour
    days = [_day(first) - _DAY] * (hour < _WEST) + [_day(first) + _DAY] * (hour >= _EAST)
    for each in ranked:
        is_local = each.evidence == "markup" and not each.datetime
        is_local |= each.evidence == "url" and address.is_dated
        if is_local and _day(each) in days:
            return each
    return first


def _moment_of(chosen: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the candidate whose time belongs to the chosen day; a time more than a day away
    belongs to another event. A feed's time counts only for the feed's own day."""
    timed = [each for each in candidates if each.datetime and _belongs(each.datetime, chosen)]
    own = [each for each in timed if each.evidence == chosen.evidence]
    return next(iter(own + [each for each in timed if each.evidence != "feed"]), None)


def _belongs(moment: str, chosen: Candidate) -> bool:
    return abs(datetime.fromisoformat(moment).date() - _day(chosen)) <= _DAY


def _is_near(candidate: Candidate, address: Address) -> bool:
    return address.day is not None and abs(_day(candidate) - address.day) <= NEAR


def _day(candidate: Candidate) -> date:
    return date.fromisoformat(candidate.date)
