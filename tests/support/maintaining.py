"""Maintenance of dumps at chosen times, and what a reader finds in them."""

import json
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from crawler.dump.index import read_pointer
from crawler.dump.keys import KINDS
from crawler.dump.manifest import Index
from crawler.maintenance.maintain import Done, maintain
from crawler.maintenance.policy import compaction, expiry
from crawler.model import Outcome
from crawler.sinks import open_sink
from tests.support.dumps import NOON, Row, at, rows

GRACE = timedelta(hours=6)
AT_ONCE = timedelta(0)


def day(number: float) -> datetime:
    """Return noon of the n-th day."""
    return NOON + timedelta(days=number)


def expire(
    dump: str, state: Path, now: datetime, grace: timedelta = GRACE, **days: int | None
) -> Done:
    return maintain(dump, state, partial(expiry, days), grace, at(now))


def compact(
    dump: str, state: Path, oldest: str | None, now: datetime, grace: timedelta = GRACE
) -> Done:
    return maintain(dump, state, partial(compaction, oldest), grace, at(now))


def index_of(dump: str) -> Index:
    index = read_pointer(open_sink(dump)).index
    assert index
    return index


def versions(dump: str) -> list[str]:
    return [named.run for named in index_of(dump).runs]


def every_row(dump: str) -> Counter[str]:
    """Return all rows of all kinds that the index leads to."""
    return Counter(map(canonical, rows(dump, *KINDS)))


def last_revisions(found: list[Row]) -> list[Row]:
    """Return the last revision of each story."""
    last = {row["id"]: row for row in sorted(found, key=lambda row: int(row["revision"]))}
    return [*last.values()]


def canonical(row: Row) -> str:
    return json.dumps(row, sort_keys=True)


def fetched(number: int, made: Outcome) -> Outcome:
    """Return a page as fetched on the n-th day."""
    moment = day(number).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Outcome(
        made.fetch,
        records=tuple(replace(each, fetched_at=moment) for each in made.records),
        removed=tuple(replace(each, fetched_at=moment) for each in made.removed),
        quarantined=tuple(replace(each, fetched_at=moment) for each in made.quarantined),
    )
