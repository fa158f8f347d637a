"""Kept and removed text together are all that a page shows, letter by letter.

The pages are all goldens (the sample archive among them) and invented stories in every family, skin
and kind of damage.
"""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rendering import families, nothing
from benchmarks.rendering.render import render
from benchmarks.rendering.skins import SKINS
from crawler.base.faults import Fault
from crawler.model import Page, Story
from crawler.reading.clean import clean
from crawler.reading.page import read_document, read_page
from crawler.reading.wire.coverage import coverage_of
from tests.support.golden import PAGES, golden_page
from tests.support.visible import letters, seen

pytestmark = pytest.mark.slow

KINDS = [*families.FAMILIES, families.DIGEST, *nothing.PAGES]


def assert_nothing_vanishes(page: Page) -> None:
    """Every letter that the page shows is in a body, in a field, or among the removed texts."""
    try:
        document = clean(page)
    except Fault:
        return
    cleaned = [text.text for text in document.removed]
    assert letters(*cleaned, *(block.text for block in document.blocks)) == letters(seen(page))

    reading = read_document(document)
    document = reading.document
    cleaned = [text.text for text in document.removed]
    if not reading.stories:
        assert reading.removed == ()
        return
    texts = coverage_of(document, reading.stories)
    assert letters(*cleaned, *(each.text for each in texts)) == letters(seen(page))

    body = [each.text for each in texts if each.field == "body"]
    assert letters(*body) == letters(*(text for story in reading.stories for text in story.body))
    for each in texts:
        if each.field not in (None, "body", "infosource"):
            assert any(each.text in value for value in values(reading.stories, each.field)), each

    left = [(each.reason, each.text) for each in texts if not each.field]
    assert left == [(each.rule, each.text) for each in reading.removed]
    written = [(each.rule, each.place, each.text) for each in read_page(page).removed]
    both = (*document.removed, *reading.removed)
    assert written == [(each.rule, each.place, each.text) for each in both]


def values(stories: tuple[Story, ...], field: str) -> list[str]:
    if field == "published":
        return [date.raw for story in stories for date in story.dates]
    return [getattr(story, field) or "" for story in stories]


@pytest.mark.parametrize("file", PAGES)
def test_on_golden_pages(file: Path) -> None:
    assert_nothing_vanishes(golden_page(file, "text/html"))


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(KINDS), st.sampled_from(list(SKINS)), st.integers(0, 99_999), st.booleans())
def test_on_rendered_pages(kind: str, skin: str, seed: int, hurt: bool) -> None:
    made = render(kind, skin, str(seed), hurt=hurt)
    fetched = datetime.fromisoformat(made.fetched)
    assert_nothing_vanishes(Page(made.url, "archive", made.data, fetched))
