"""The printed forms of a day: one table, and one pattern that catches them all."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import DATE, FORMS, read_day

NEAR = date(2000, 6, 1)


@pytest.mark.parametrize(("layout", "example"), [(layout, example) for _, layout, example in FORMS])
def test_each_form_reads_its_example(layout: str, example: str) -> None:
    assert re.fullmatch(DATE, example)
    assert read_day(example, near=NEAR)


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.sampled_from(FORMS))
def test_a_day_that_is_printed_is_read_back(day: date, form: tuple[str, str, str]) -> None:
    _, layout, _ = form
    printed = day.strftime(layout.replace("%b %d %Y", "%b %d, %Y"))

    assert re.fullmatch(DATE, printed)
    read = read_day(printed, near=day)
    assert read is not None
    assert read.day == day


@given(st.text("0123456789-/. ,JanuyMrchFeb", max_size=20))
def test_what_reads_as_a_day_is_caught_by_the_pattern(text: str) -> None:
    if read_day(text, near=NEAR):
        assert re.fullmatch(DATE, text.strip().rstrip(".,"))
