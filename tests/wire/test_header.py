"""Every row of the header grammar has the form of its own example."""

import pytest

from crawler.wire.header import ROWS, Row, read_byline, read_row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.example)
def test_a_row_takes_its_example(row: Row) -> None:
    found = read_row(row.example)

    assert found is not None
    assert found[0] is row


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
