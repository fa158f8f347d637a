"""Agency copy is recognised from its header alone."""

from pathlib import Path

from crawler.base.faults import Fault
from crawler.model import Document
from crawler.reading.clean import clean
from crawler.reading.wire import has_wire_copy, is_wire_copy, read_stories
from tests.support.golden import golden_page, goldens


def documents() -> list[Document]:
    """The golden pages, cleaned."""

    def cleaned(file: Path) -> Document | None:
        try:
            return clean(golden_page(file))
        except Fault:
            return None

    return [document for file in goldens() if (document := cleaned(file))]


def test_recognising_agency_copy_agrees_with_reading_it() -> None:
    found = [
        (has_wire_copy(document), any(map(is_wire_copy, read_stories(document))))
        for document in documents()
    ]
    assert all(recognised is read for recognised, read in found)
    assert {read for _, read in found} == {True, False}
