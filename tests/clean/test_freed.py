"""What is cached of a page does not keep the page in memory."""

import gc
from datetime import UTC, datetime

from lxml import etree

from crawler.model import Page
from crawler.reading.page import read_page

MARKUP = "<body><div id='page-{0}' role='main' class='c-{0}'><p>{0} {1}</p></div>"
PROSE = "The two sides met on Sunday behind closed doors, and agreed to meet again. " * 9


def elements() -> int:
    gc.collect()
    return sum(isinstance(each, etree._Element) for each in gc.get_objects())


def read(number: int) -> None:
    url = f"https://www.globalsecurity.org/wmd/library/news/iraq/2001/12/iraq-0112{number}.htm"
    body = MARKUP.format(number, PROSE).encode()
    read_page(Page(url, "test", body, datetime(2026, 6, 1, tzinfo=UTC)))


def test_the_elements_of_a_page_are_freed() -> None:
    read(10)
    before = elements()
    for number in range(11, 20):
        read(number)

    assert elements() == before
