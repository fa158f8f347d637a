"""Collect, in one pass, the elements that may name a writer or a date."""

import re
from collections.abc import Mapping, Sequence
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
_PROPERTIES = etree.XPath(
    "descendant-or-self::*/@itemprop | descendant-or-self::*/@property", smart_strings=False
)
_FEW = 200
"""Number of elements up to which their attributes are read faster than the markup."""
_STATING = ("base", "meta", "img", "script", "link", "title", "h1", "time", "figure")
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


def by_tag(elements: Sequence[etree._Element]) -> Mapping[str, list[etree._Element]]:
    """Return the elements of the tags that state something, in page order: under `link` also `<a>`,
    and under `time` all tags of dates."""
    found: dict[str, list[etree._Element]] = {tag: [] for tag in _STATING}
    found |= dict.fromkeys(_LINKS, found["link"]) | dict.fromkeys(_DATES, found["time"])
    for element in elements:
        if element.tag in found:
            found[element.tag].append(element)
    return found


def survey_dates(
    elements: Sequence[etree._Element], tagged: Mapping[str, list[etree._Element]], markup: bytes
) -> Survey:
    """Return the elements that may name a date or a licence, without writers: archive pages rarely
    need those. `tagged` are the elements by tag. Few of these pages have microdata or RDFa."""
    is_searched = len(elements) <= _FEW or b"prop" in markup.lower()  # itemprop, property
    is_found = is_searched and any(map(_is_date, _PROPERTIES(elements[0])))
    microdata = [*filter(_is_marked, elements)] if is_found else []
    licenses = [each for each in tagged["link"] if "license" in each.get("rel", "").lower()]
    return Survey(tagged["h1"], [], tagged["time"], microdata, licenses)


def _is_marked(element: etree._Element) -> bool:
    if element.tag == "h1" or element.tag in _NOT_MARKED:
        return False
    return any(_is_date(element.get(key, "")) for key in _OF_DATES)


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


@lru_cache(maxsize=1024)  # the pages of a site repeat their classes
def _names_writer(value: str) -> bool:
    return _NAMES_WRITER.search(value) is not None


def _is_date(value: str) -> bool:
    name = value.lower()
    return "date" in name or "published" in name
