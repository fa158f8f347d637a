"""Collect, in one pass, the elements that may name a writer or a date."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

DATA = frozenset(("data-author", "data-authors", "data-author-name", "data-byline"))
"""Attributes that state a writer."""
LINK = re.compile(r"/(?:authors?|aut(?:or|eur)(?:en|es|s)?|journalists?|reporters?|by)/.")
"""URLs of author pages."""
TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")
"""Attributes used to label elements for the publisher's own tests."""
_NAMING = frozenset(("class", "id", "rel", "itemprop", *TEST_IDS))
_NAMES_WRITER = re.compile(
    r"uthor|yline|y-line|utor|uteur|riter|eporter|ournalist|ontributor|creator|eda[ck]t|kribent"
    r"|orfatter|azar|uhabir|enulis"
)
"""Substrings of attributes on elements that name writers, without the first letter."""
_DATES = frozenset(("time", "abbr", "relative-time", "local-time", "time-ago"))
_OF_DATES = frozenset(("itemprop", "property"))
"""Microdata and RDFa attributes that mark an element as a date."""
_LINKS = ("link", "a")
_NOT_MARKED = frozenset(("meta", "time"))


class Survey(NamedTuple):
    """Elements of a tree selected for closer inspection, each list in page order."""

    headings: list[etree._Element]
    """The `<h1>` elements."""
    writers: list[etree._Element]
    """The `<h1>` elements and possible writer elements."""
    dates: list[etree._Element]
    """`<time>`, `<abbr>` and custom elements that display times."""
    microdata: list[etree._Element]
    """Other elements marked as dates by microdata or RDFa."""
    licenses: list[etree._Element]
    """Links whose relation may be that of a licence."""


def survey_dates(elements: Sequence[etree._Element], lower: bytes) -> Survey:
    """Return the elements that may name a date or a licence, without writers: archive pages rarely
    need those. `lower` is the markup in lower case; few of these pages have microdata or RDFa."""
    headings: list[etree._Element] = []
    dates: list[etree._Element] = []
    for element in elements[0].iter("h1", *_DATES):
        (headings if element.tag == "h1" else dates).append(element)
    microdata = list(_microdata(elements)) if b"prop" in lower else []  # itemprop, property
    links = elements[0].iter(*_LINKS)
    licenses = [each for each in links if "license" in each.get("rel", "").lower()]
    return Survey(headings, [], dates, microdata, licenses)


def _microdata(elements: Sequence[etree._Element]) -> Iterator[etree._Element]:
    for element in elements:
        if element.tag == "h1" or element.tag in _NOT_MARKED:
            continue
        if any(_is_date(element.get(key, "")) for key in _OF_DATES):
            yield element


def survey(elements: Sequence[etree._Element]) -> Survey:
    """Return the elements that may name a writer, a date or a licence."""
    headings, writers, dates, microdata, licenses = found = Survey([], [], [], [], [])
    for element in elements:
        tag = element.tag
        is_writer = is_heading = tag == "h1"
        if is_heading:
            headings.append(element)
            writers.append(element)
        elif tag in _DATES:
            dates.append(element)
        is_date = is_heading or tag in _NOT_MARKED
        for key, value in element.items():
            if key in _NAMING:
                is_named = _names_writer(value)
                if key == "rel" and tag in _LINKS and "license" in value.lower():
                    licenses.append(element)
            elif key == "href":
                is_named = tag == "a" and LINK.search(value) is not None
            else:
                is_named = key in DATA
            if is_named and not is_writer:
                is_writer = True
                writers.append(element)
            if key in _OF_DATES and not is_date and _is_date(value):
                is_date = True
                microdata.append(element)
    return found


@lru_cache(maxsize=8192)  # the pages of a site repeat their classes
def _names_writer(value: str) -> bool:
    return _NAMES_WRITER.search(value) is not None


def _is_date(value: str) -> bool:
    name = value.lower()
    return "date" in name or "published" in name
