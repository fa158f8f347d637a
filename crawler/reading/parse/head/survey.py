"""One look at all elements of a page for those that may name a writer or a date."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

DATA = frozenset(("data-author", "data-authors", "data-author-name", "data-byline"))
"""Attributes that state a writer."""
LINK = re.compile(r"/(?:authors?|aut(?:or|eur)(?:en|es|s)?|journalists?|reporters?|by)/.")
"""The addresses of pages about writers."""
TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")
"""Attributes in which the makers of a page name its parts for their own tests."""
_NAMING = frozenset(("class", "id", "rel", "itemprop", *TEST_IDS))
_NAMES_WRITER = re.compile(
    r"uthor|yline|y-line|utor|uteur|riter|eporter|ournalist|ontributor|creator|eda[ck]t|kribent"
    r"|orfatter|azar|uhabir|enulis"
)
"""What the attributes of elements that name writers have in them, but for the first letter."""
_DATES = frozenset(("time", "abbr", "relative-time", "local-time", "time-ago"))
_OF_DATES = frozenset(("itemprop", "property"))
"""Attributes of microdata and RDFa that call an element a date."""
_NOT_MARKED = frozenset(("meta", "time"))


class Survey(NamedTuple):
    """What of a tree is looked at more closely, each list in page order."""

    headings: list[etree._Element]
    """The `<h1>`."""
    writers: list[etree._Element]
    """The `<h1>` and what may be marked as a writer."""
    dates: list[etree._Element]
    """`<time>`, `<abbr>` and elements of scripts that show times."""
    microdata: list[etree._Element]
    """Other elements that microdata or RDFa call a date."""


def survey_dates(root: etree._Element, lower: bytes) -> Survey:
    """Return what may name a date, and no writers: of most pages of an archive none is asked.
    `lower` is the markup in small letters: few of these pages have microdata or RDFa."""
    headings: list[etree._Element] = []
    dates: list[etree._Element] = []
    for element in root.iter("h1", *_DATES):
        (headings if element.tag == "h1" else dates).append(element)
    microdata = list(_microdata(root)) if b"itemprop" in lower or b"property" in lower else []
    return Survey(headings, [], dates, microdata)


def _microdata(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter(etree.Element):
        if element.tag == "h1" or element.tag in _NOT_MARKED:
            continue
        if any(_is_date(element.get(key, "")) for key in _OF_DATES):
            yield element


def survey(root: etree._Element) -> Survey:
    """Return what may name a writer or a date. It is one pass, for a page of today has thousands of
    elements, and lxml makes each anew in every pass."""
    headings, writers, dates, microdata = found = Survey([], [], [], [])
    for element in root.iter(etree.Element):
        tag = element.tag
        is_writer = is_heading = tag == "h1"
        if is_heading:
            headings.append(element)
            writers.append(element)
        elif tag in _DATES:
            dates.append(element)
        is_date = False
        for key, value in element.items():
            if not is_writer and _is_of_writer(tag, key, value):
                is_writer = True
                writers.append(element)
            if key in _OF_DATES and not is_date and tag not in _NOT_MARKED and _is_date(value):
                is_date = True
                if not is_heading:
                    microdata.append(element)
    return found


def _is_of_writer(tag: object, key: str, value: str) -> bool:
    """Return whether an attribute may say that its element names a writer."""
    if key in _NAMING:
        return _names_writer(value)
    if key == "href":
        return tag == "a" and LINK.search(value) is not None
    return key in DATA


@lru_cache(maxsize=4096)  # a page repeats its classes
def _names_writer(value: str) -> bool:
    return _NAMES_WRITER.search(value) is not None


def _is_date(value: str) -> bool:
    name = value.lower()
    return "date" in name or "published" in name
