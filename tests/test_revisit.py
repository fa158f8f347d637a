"""When and how a known page is requested again, without a crawl."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crawler.ledger import Visit
from crawler.run.revisit_policy import (
    DAY,
    HOUR,
    SELDOM,
    contradicted_signals,
    has_news,
    next_visit,
    pause_at,
    plan,
)
from crawler.sources import Revisit

TERMS = Revisit()
NOW = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())
VISIT = Visit("wire", "a", NOW, NOW, NOW - 40 * DAY, 1, '"x-gzip"', "Sat, 28 Feb 2026 10:00:00 GMT")
"""Of a story of January, which is asked monthly."""
CONDITIONS = {
    "If-None-Match": '"x-gzip", "x"',
    "If-Modified-Since": "Sat, 28 Feb 2026 10:00:00 GMT",
}
MONTH = NOW + 30 * DAY


@pytest.mark.parametrize(
    ("visit", "listed", "now", "planned"),
    [
        (None, None, NOW, {}),
        (VISIT, None, MONTH - 1, "not-due"),
        (VISIT, None, MONTH, CONDITIONS),
        (replace(VISIT, etag=None, last_modified=None), None, MONTH, {}),
        (replace(VISIT, etag='W/"x"', last_modified=None), None, MONTH, {"If-None-Match": 'W/"x"'}),
        (replace(VISIT, read=NOW - 8 * 30 * DAY), None, MONTH, {}),  # believed too often
        (replace(VISIT, checked=MONTH + 9), None, MONTH, CONDITIONS),  # the clock stepped back
        (replace(VISIT, unfinished=True), None, MONTH, "resumed"),
        (replace(VISIT, unfinished=True), "2026-03-01T13:00:00Z", MONTH, CONDITIONS),
        (replace(VISIT, boilerplate=3), None, NOW + 1, "not-due"),
        (replace(VISIT, boilerplate=2), None, NOW + 1, {}),
        (VISIT, "2026-03-01T13:00:00Z", NOW + 1, CONDITIONS),
        (VISIT, "2026-02-28T13:00:00Z", NOW + 1, "not-due"),
        (VISIT, "2026-02-28T13:00:00Z", MONTH, "lastmod"),
        (VISIT, "2026-03-01", MONTH, CONDITIONS),
        (VISIT, "2026-02-28", MONTH, "lastmod"),
    ],
)
def test_a_plan(
    visit: Visit | None, listed: str | None, now: int, planned: dict[str, str] | str
) -> None:
    assert plan(visit, listed, TERMS, now, boilerplate=3) == planned


@pytest.mark.parametrize(
    ("modified", "listed", "denied"),
    [
        ("Tue, 03 Feb 2026 10:00:00 GMT", "2026-02-01", True),
        ("Mon, 02 Feb 2026 23:00:00 GMT", "2026-02-01", False),  # it may be the same day there
        ("Sun, 01 Feb 2026 10:00:00 GMT", "2026-02-01", False),
        ("Sat, 01 Mar 2025 10:00:00 GMT", "2026-02-01", False),
        ("Sun, 01 Feb 2026 10:00:00 GMT", "2026-02-01T00:00:00Z", True),
        ("Sun, 01 Feb 2026 10:00:00 GMT", "2026-02-01T09:30:00Z", False),  # clocks differ
        ("Sun, 01 Feb 2026 12:00:00 +0100", "2026-02-01T09:30:00Z", True),
        ("Sun, 01 Feb 2026 10:00:00 -0000", "2026-02-01T00:00:00Z", True),
        ("yesterday", "2026-02-01", False),
        (None, "2026-02-01", False),
        ("Tue, 99 Feb 2026 10:00:00 GMT", "2026-02-01", False),
    ],
)
def test_a_lastmod_that_the_page_denies(modified: str | None, listed: str, denied: bool) -> None:
    """The page is asked with validators, not skipped; that it has changed is still believed."""
    visit = replace(VISIT, last_modified=modified, listed=listed)
    conditions = CONDITIONS | {"If-Modified-Since": modified} if modified else CONDITIONS
    if modified is None:
        conditions = {"If-None-Match": CONDITIONS["If-None-Match"]}

    assert plan(visit, listed, TERMS, MONTH) == (conditions if denied else "lastmod")
    assert plan(visit, listed, TERMS, NOW + 1) == "not-due"
    assert plan(visit, "2026-03-02", TERMS, NOW + 1) == conditions


def test_what_is_not_believed_is_not_used() -> None:
    old = "2026-02-28T13:00:00Z"
    assert plan(VISIT, old, TERMS, MONTH, frozenset({"lastmod"})) == CONDITIONS
    assert plan(VISIT, old, TERMS, MONTH, frozenset({"lastmod", "validators"})) == {}


@pytest.mark.parametrize(
    ("then", "listed", "hours", "news"),
    [
        (None, None, 1, None),
        ("2026-02-01", None, 1, None),
        ("2026-02-01", "2026-02-01", 1, False),
        ("2026-02-01", "2026-02-02", 1, True),
        ("2026-03-01", "2026-03-01", 0, None),
        ("2026-03-01", "2026-03-01", 1, True),  # it may have changed later on that day
        ("2026-03-01T12:30:00Z", "2026-03-01T12:30:00Z", 1, False),  # the host's clock is ahead
        (None, "2026-03-01T11:30:00Z", 1, None),  # so near that the clocks may differ
        (None, "2026-03-01T12:00:01Z", 1, True),
    ],
)
def test_news(then: str | None, listed: str | None, hours: int, news: bool | None) -> None:
    assert has_news(replace(VISIT, listed=then), listed, NOW + hours * HOUR) is news


ages = st.integers(0, 9_000 * DAY)


@given(ages, ages)
def test_the_older_a_story_the_less_it_is_asked(age: int, more: int) -> None:
    assert HOUR <= pause_at(age, TERMS) <= pause_at(age + more, TERMS) <= SELDOM


@given(ages, ages, ages)
def test_a_page_is_due_when_its_pause_is_over_and_stays_so(age: int, read: int, wait: int) -> None:
    visit = Visit("wire", "a", NOW, NOW - read, NOW - age)
    due = plan(visit, None, TERMS, NOW + wait) != "not-due"

    assert due == (wait >= pause_at(age + wait, TERMS))


def test_a_source_may_ask_more_or_less() -> None:
    terms = Revisit(hourly=0, daily=0, weekly=10, monthly=10)
    assert [pause_at(age * DAY, terms) for age in (0, 9, 10)] == [7 * DAY, 7 * DAY, SELDOM]


def test_the_age_counts_from_the_story_and_from_its_changes() -> None:
    visit = replace(VISIT, changed=NOW)
    first = next_visit(None, visit, "2026-02-27", is_new=True)
    assert datetime.fromtimestamp(first.changed, UTC).isoformat() == "2026-02-27T00:00:00+00:00"
    assert next_visit(None, visit, "2026-12-31", is_new=True).changed == NOW
    assert next_visit(None, visit, None, is_new=False).changed == NOW

    other = replace(visit, sha256="b")  # other bytes alone are no change: adverts come and go
    assert next_visit(first, other, None, is_new=False).changed == first.changed
    assert next_visit(first, other, None, is_new=True).changed == NOW
    assert next_visit(first, replace(other, stories=0), None, is_new=False).changed == NOW


@pytest.mark.parametrize(
    ("last", "visit", "signals"),
    [
        ({"etag": '"x"'}, {"etag": '"x"'}, ("validators",)),
        ({"etag": '"x"'}, {"etag": 'W/"x-gzip"'}, ("validators",)),
        ({"etag": '"x"'}, {"etag": '"y"'}, ()),
        ({"etag": '"x"', "last_modified": "Sun"}, {"etag": '"y"', "last_modified": "Sun"}, ()),
        ({"last_modified": "Sun"}, {"last_modified": "Sun"}, ("validators",)),
        ({"last_modified": "Sun"}, {"last_modified": "Mon"}, ()),
        ({"listed": "2026-02-01"}, {"listed": "2026-02-01"}, ("lastmod",)),
        ({"listed": "2026-02-01"}, {"listed": "2026-03-01"}, ()),
    ],
)
def test_contradicted_signals(
    last: dict[str, str], visit: dict[str, str], signals: tuple[str, ...]
) -> None:
    then = Visit("wire", "a", NOW, NOW, NOW, **last)  # type: ignore[arg-type]
    now = Visit("wire", "b", MONTH, MONTH, NOW, **visit)  # type: ignore[arg-type]

    assert contradicted_signals(then, now, now.listed, is_new=True) == signals
    assert contradicted_signals(then, now, now.listed, is_new=False) == ()
    assert contradicted_signals(then, replace(now, sha256="a"), now.listed, is_new=True) == ()
    assert contradicted_signals(None, now, now.listed, is_new=True) == ()
