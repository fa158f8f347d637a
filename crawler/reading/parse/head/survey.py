"""Collect, in one pass, the elements that may name a writer or a date."""

import re
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from lxml import etree

DATA = frozenset(("data-author", "data-authors", "data-author-name", "data-byline"))
"""Attributes that state a writer."""
LINK = re.compile(r"/(?:authors?|aut(?:or|eur)(?:en|es|s)?|journalists?|reporters?|by)/.")
"""URLs of author pages."""
TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")
"""Attributes used to label elements for the publisher's own tests."""
_NAMING = frozenset(("class", "id", "rel", "itemprop", *TEST_IDS))
_WRITERS = (
    *("uthor", "yline", "y-line", "utor", "uteur", "riter", "eporter", "ournalist", "ontributor"),
    *("creator", "edact", "edakt", "kribent", "orfatter", "azar", "uhabir", "enulis"),
)
"""Parts of attributes on elements that name writers, without the first letter."""
_DATES = frozenset(("time", "abbr", "relative-time", "local-time", "time-ago"))
_OF_DATES = frozenset(("itemprop", "property"))
"""Microdata and RDFa attributes that mark an element as a date."""
_READ = DATA | _NAMING | _OF_DATES | {"href"}
_PROPERTIES = etree.XPath(
    "descendant-or-self::*/@itemprop | descendant-or-self::*/@property", smart_strings=False
)
_FEW = 200
"""Number of elements up to which their attributes are read faster than the markup."""
_STATING = ("meta", "img", "script", "link", "title", "h1", "time", "figure")
_LINKS = ("link", "a")
_NOT_MARKED = frozenset(("h1", "meta", "time"))


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
    return Survey(tagged["h1"], [], tagged["time"], microdata, _licenses(tagged))


def _is_marked(element: etree._Element) -> bool:
    if element.tag in _NOT_MARKED:
        return False
    return any(_is_date(element.get(key, "")) for key in _OF_DATES)


def survey(
    elements: Sequence[etree._Element], tagged: Mapping[str, list[etree._Element]]
) -> Survey:
    """Return the elements that may name a writer, a date or a licence. `tagged` are those of the
    tree by tag."""
    headings = tagged["h1"]
    writers, microdata = {*headings}, list[etree._Element]()
    named, names = list[etree._Element](), list[str]()
    for element in elements:
        for key, value in element.items():
            if key not in _READ:
                continue
            if key in _NAMING:
                named.append(element)
                names.append(value)
            elif key in DATA or (key == "href" and element.tag == "a" and LINK.search(value)):
                writers.add(element)
            if key in _OF_DATES and _is_date(value) and element.tag not in _NOT_MARKED:
                microdata.append(element)
    if naming := _naming_writers({*names}):
        writers.update(each for each, name in zip(named, names, strict=True) if name in naming)
    return Survey(
        headings,
        [each for each in elements if each in writers] if writers else [],
        tagged["time"],
        [*dict.fromkeys(microdata)],
        _licenses(tagged),
    )


def _licenses(tagged: Mapping[str, list[etree._Element]]) -> list[etree._Element]:
    return [each for each in tagged["link"] if "license" in each.get("rel", "").lower()]


def _naming_writers(names: Set[str]) -> Set[str]:
    """Return the names that may be those of a writer's box. Few pages have more than two of the
    words, so each is first searched in all names together."""
    together = "\n".join(names)
    words = [word for word in _WRITERS if word in together]
    return {name for word in words for name in names if word in name}


def _is_date(value: str) -> bool:
    name = value.lower()
    return "date" in name or "published" in name
