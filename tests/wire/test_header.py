"""Header lines above a story, by the files of the families."""

import pytest

from crawler.agencies import HeaderForm, load_families
from crawler.reading.wire.header import read_byline, read_form

TELLING = [(form, family) for family in load_families() for form in family.header]


@pytest.mark.parametrize(
    ("form", "agency"), [(form, family.agency_of(form)) for form, family in TELLING]
)
def test_a_form_is_read_off_its_example(form: HeaderForm, agency: str | None) -> None:
    """Among the forms of all families, and not only by itself."""
    assert read_form(form.example) == (agency, form.gives)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Linda Amar", "Linda Amar"),
        ("By Hanno L. Meien, Associated Press Writer", "Hanno L. Meien"),
        ("By Kiana Orr for RFA", "Kiana Orr"),
        ("By Ana Orr and Jo Falk", "Ana Orr and Jo Falk"),
        ("By Sunday the talks had failed.", None),
        ("Bystanders ran", None),
    ],
)
def test_bylines(line: str, name: str | None) -> None:
    assert read_byline(line) == name
