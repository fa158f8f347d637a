"""Invented stories in every family, skin and damage are rendered, read, and must come back.

Not every page can: some damages leave nothing to tell by. The floors below are what the reader
reaches, so that a change which makes it worse is seen; a better reader raises them.
"""

from collections import Counter
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

import pytest

from crawler.faults import Fault
from crawler.model import Page, Record
from crawler.reading import read_page
from tests.comparing import fold, paragraphs
from tests.rendering.corpus import pages
from tests.rendering.render import Rendered

COUNT, SEED = 600, 20261123
FIELDS = (
    *("infosource.code", "infosource.name", "headline", "slugline", "story_number", "genre"),
    *("byline", "located", "published.date", "published.datetime", "published.conflict"),
    *("ednote", "intro", "pubstatus", "corrected"),
)


def read(page: Rendered) -> tuple[Record, ...]:
    fetched = datetime.fromisoformat(page.fetched)
    try:
        return read_page(Page(page.url, "archive", page.data, fetched)).records
    except Fault:
        return ()


def value(want: dict[str, Any], field: str) -> Any:
    outer, _, inner = field.partition(".")
    return want[outer][inner] if inner else want[outer]


def is_right(record: Record, want: dict[str, Any], field: str) -> bool:
    right = [value(want, field), *(want.get("accept") or {}).get(field, [])]
    return fold(attrgetter(field)(record)) in map(fold, right)


def body_is_right(record: Record, want: dict[str, Any]) -> bool:
    texts = (record.body.split("\n\n"), str(want["body"]).split("\n\n"))
    got, wanted = (paragraphs(text, want.get("free") or []) for text in texts)
    if want.get("body_joined"):
        return " ".join(got) == " ".join(wanted)
    return got == wanted


@cache
def outcome() -> Counter[str]:
    """Pages and records, and for each measure how often it was right."""
    tally: Counter[str] = Counter()
    for page in pages(COUNT, SEED):
        wanted: list[Any] = [each for each in page.records if each["is_story"]]
        records = read(page)
        tally["pages"] += 1
        tally["told apart"] += len(records) == len(wanted)
        for record, want in zip(records, wanted, strict=False):
            tally["records"] += 1
            tally["body"] += body_is_right(record, want)
            tally.update(field for field in FIELDS if is_right(record, want, field))
    return tally


@pytest.mark.parametrize("field", FIELDS)
def test_fields_come_back(field: str) -> None:
    assert outcome()[field] >= 0.99 * outcome()["records"]


def test_bodies_come_back_to_the_letter() -> None:
    assert outcome()["body"] >= 0.97 * outcome()["records"]


def test_stories_are_told_from_other_pages() -> None:
    assert outcome()["told apart"] >= 0.995 * outcome()["pages"]
