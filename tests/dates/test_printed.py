"""Printed dates in every form and language, and text that only looks like a date."""

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from crawler.base.dates import find_dates, locality, read_day, settle
from crawler.base.dates.shapes import FORMS

NEAR = date(2001, 1, 1)
LANGUAGES = (
    "af ar az be bg bn bs ca cs da de el en es et fa fi fr gl he hi hr hu hy id is it ja ka kk ko "
    "lt lv mk mr ms nb nl pl pt ro ru sk sl sq sr sv sw ta th tr uk ur uz vi zh"
).split()


@pytest.mark.parametrize(("form", "example"), FORMS)
def test_every_form_reads_its_example(form: str, example: str) -> None:
    assert form
    assert find_dates(example, near=NEAR)


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=st.dates(date(1970, 2, 1), date(2068, 12, 31)), width=st.sampled_from(("long", "full")))
def test_a_day_as_a_language_prints_it_reads_back(language: str, day: date, width: str) -> None:
    printed = format_date(day, width, locale=language)

    (found,) = find_dates(printed, locality(language))

    assert found.days == (day,)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("May 1st, 2024", "2024-05-01"),
        ("May 01 2024", "2024-05-01"),
        ("14th of June, 2001", "2001-06-14"),
        ("10:31 Tuesday 5 March 2024", "2024-03-05"),
        ("2024. 3. 5.", "2024-03-05"),
        ("2024/3/5 18:20", "2024-03-05"),
        ("05MAR2024", "2024-03-05"),
        ("051031Z MAR 24", "2024-03-05"),
        ("Tue Mar 05 10:00:00 CET 2024", "2024-03-05"),
        ("le 1er février 2024", "2024-02-01"),
        ("FEVRIER 1, 2024", "2024-02-01"),
        ("5 de mai. de 2024", "2024-05-05"),
        ("5 MAYIS 2024", "2024-05-05"),
        ("5 ΜΑΡΤΙΟΥ 2024", "2024-03-05"),
        ("5 d’abril de 2024", "2024-04-05"),
        ("5 كانون الثاني 2024", "2024-01-05"),
        ("٥ مارس ٢٠٢٤", "2024-03-05"),
        ("5\u200f/13\u200f/2024", "2024-05-13"),
        ("14 Khordad 1380", "2001-06-04"),
        ("۱۲ اردیبهشت ۱۴۰۳", "2024-05-01"),
        ("5 มี.ค. 2567", "2024-03-05"),
        ("令和元年5月1日", "2019-05-01"),
        ("中華民國113年3月5日", "2024-03-05"),
        ("二〇〇一年六月十四日", "2001-06-14"),
        ("2024년 3월 5일(화)", "2024-03-05"),
        ("ngày 14 tháng 6 năm 2001", "2001-06-14"),
    ],
)
def test_forms_beyond_those_of_a_style_book(text: str, day: str) -> None:
    assert [found.days for found in find_dates(text)] == [(date.fromisoformat(day),)]


@pytest.mark.parametrize(
    "text",
    ["1.2.3.2024", "+49 30 2024 5", "Issue 5, March 2024", "May 2024", "In 2019, 5 of 2024",
     "30 February 2024", "13/13/2024", "5 listopada 2023", "1403/02/12", "", "٣"],
)  # fmt: skip
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("tag", "url", "day"),
    [
        ("en-GB", "", "2000-11-03"),
        ("fr", "", "2000-11-03"),
        ("pt-BR", "", "2000-11-03"),
        ("en-US", "", "2000-03-11"),
        ("en", "https://paper.example.nz/a", "2000-11-03"),
        ("en", "https://office.gov/a", "2000-03-11"),
        ("en", "", None),
        (None, "", None),
        ("en-US", "https://zeitung.de/a", None),
        ("en-CA", "", None),
        ("zh", "", None),
    ],
)
def test_language_and_country_settle_which_is_the_month(
    tag: str | None, url: str, day: str | None
) -> None:
    found = read_day("03/11/2000", order=locality(tag, url).order)

    assert found == (date.fromisoformat(day) if day else None)


def test_another_date_goes_before_the_language() -> None:
    (found,) = find_dates("03/11/2000")

    assert settle(found.days, "mdy", [date(2000, 11, 4)]) == date(2000, 11, 3)
    assert settle(found.days, None, today=date(2000, 6, 1)) == date(2000, 3, 11)


@pytest.mark.parametrize(
    ("tag", "day"), [("fa", "2024-05-01"), ("pl", "2023-11-05"), ("hr", "2023-10-05")]
)
def test_the_language_selects_calendar_and_month_names(tag: str, day: str) -> None:
    text = "۱۴۰۳/۰۲/۱۲" if tag == "fa" else "5 listopada 2023"

    assert read_day(text, place=locality(tag)) == date.fromisoformat(day)


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_a_date_without_a_year_takes_the_nearest(day: date) -> None:
    assert read_day(f"{day:%B} {day.day}", near=day) == day


@given(st.text("0123456789-/. ,JanuyMrchFeb年月日٣", max_size=40))
def test_every_found_date_is_at_its_position(text: str) -> None:
    for found in find_dates(text, near=NEAR):
        assert text[found.start : found.end] == found.raw
        assert 1 <= len(found.days) <= 2
