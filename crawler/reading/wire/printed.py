"""Read the dates printed on a wire page, in the order of day and month that its agency uses."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from crawler.base.dates import (
    NEAR,
    Clock,
    Locality,
    Order,
    find_dates,
    is_weekday,
    read_stated_date,
    rfc3339,
    settle,
)
from crawler.contract import Candidate


class PrintedDate(Struct, frozen=True, gc=False):
    """A date as printed, with its evidence and its line."""

    text: str
    where: str
    line: str
    clock: Clock | None = None
    days: tuple[date, ...] = ()
    """The days that it may name; empty if it was not read yet."""


def _candidate(printed: PrintedDate, day: date) -> Candidate:
    moment = printed.clock.moment(day) if printed.clock else None
    zone = printed.clock.zone_text if printed.clock and moment else None
    utc = rfc3339(moment) if moment else None
    return Candidate(day.isoformat(), printed.where, printed.text, utc, zone)


def _is_page_clock(day: date, by_address: date | None, fetched: date, line: str) -> bool:
    """Return whether a date is that of the page's clock, which shows the day of the fetch.

    The signs are a weekday before it and nearness to the day of the fetch. Without a day in the
    URL, both are required; with one, either, unless the date is near the URL's day.
    """
    first, *_ = line.split(maxsplit=1) or [""]
    if by_address is None:
        return is_weekday(first.strip(",.")) and abs(day - fetched) <= NEAR
    if abs(day - by_address) <= NEAR:
        return False
    return is_weekday(first.strip(",.")) or abs(day - fetched) <= NEAR


def _read(printed: PrintedDate, place: Locality, near: date | None) -> tuple[date, ...]:
    """Return the days that a printed date may name; empty without a date."""
    found = find_dates(printed.text, place, near)
    return found[0].days if found else ()


def _sure_days(
    read: Sequence[tuple[PrintedDate, tuple[date, ...]]], near: date | None, stated: Sequence[str]
) -> list[date]:
    """Return the unambiguous days in the metadata, in the URL and among the printed dates."""
    dates = map(read_stated_date, stated)
    sure = [each.days[0] for each in dates if each and len(each.days) == 1]
    sure += [near] if near else []
    return sure + [days[0] for _, days in read if len(days) == 1]


def read_printed(
    printed: Sequence[PrintedDate],
    place: Locality,
    order: Order | None,
    near: date | None,
    stated: Sequence[str],
    fetched: date,
    has_clock: bool,
) -> list[Candidate]:
    """Return the printed dates that are valid and not the page's clock.

    `near` is the day in the URL; `stated` are the dates in the metadata.
    """
    read = [(each, days) for each in printed if (days := each.days or _read(each, place, near))]
    sure = _sure_days(read, near, stated) if any(len(days) > 1 for _, days in read) else []
    candidates = []
    for each, days in read:
        day = settle(days, order, sure, fetched)
        if day and not (has_clock and _is_page_clock(day, near, fetched, each.line)):
            candidates.append(_candidate(each, day))
    return candidates
