"""Find the writers marked up near the headline: rel=author, microdata, classes, links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from lxml import etree

from crawler.reading.names import bare, is_printed_name, split_names, strip_role
from crawler.reading.parse.head.survey import DATA, LINK, TEST_IDS
from crawler.reading.parse.lists import LIST, known_list
from crawler.reading.parse.tree import text_of, text_up_to

_NAME = re.compile(
    r"(?:^|[\s_-]|(?-i:(?<=[a-z])(?=[A-Z])))(?:authors?|by-?lines?|writers?|reporters?|journalists?"
    r"|contributors?|autor(?:en|es|i|a|as|in)?|auteurs?|redacteurs?|redactor|redakteur|skribent"
    r"|forfatter|yazar|muhabir|penulis|authorname|bylineauthor)(?-i:(?![a-z]))",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"teaser|related|comment|sidebar|recommend|promo|popular|trending|most-?read|newsletter|footer"
    r"|\bnav|menu|\bcards?\b|card-|-card|carousel|widget|\blist-item|read-?(?:more|next)|more-|feed"
    r"|bio(?:graphy)?\b|author-?box|about-?(?:the-?)?author|signup|subscribe|breadcrumb|\bads?\b",
    re.IGNORECASE,
)
"""Names of boxes that contain other stories or an author's biography."""
_NOT_NAMES = re.compile(
    r"(?:bio|role|title|job|position|avatar|image|img|photo|pic|social|twitter|email|mail|date|time"
    r"|desc(?:ription)?|follow|label|prefix|icon|org|location|count|id|link-?list|share)s?$",
    re.IGNORECASE,
)
_NAMED_BY = ("class", "id", *TEST_IDS)
"""Attributes that name a part of the page."""
_LONGEST = 240
"""Maximum length, in characters, of a box that contains only writers' names."""
_SHORT = 80
"""Maximum length, in characters, of a box that contains a name and a role."""
_MOST = 40
"""Maximum marked elements checked for other roles."""
_FAR = 12
"""Maximum marked elements checked for writers on each side of the headline."""


def read_marked(elements: Sequence[etree._Element]) -> tuple[str, ...]:
    """Return the writers marked up near the headline; call before `prune`. `elements` are the
    page's headings and candidate elements."""
    found = [each for each in elements if each.tag == "h1" or _names_writer(each)]
    headings = [at for at, each in enumerate(found) if each.tag == "h1"]
    start = headings[0] if headings else -1
    around = {step for at in headings for step in found[at].iterancestors()}
    after = [each for each in found[start + 1 :] if each.tag != "h1"]
    before = [each for each in found[: max(start, 0)] if each.tag != "h1"]
    for near in (after[:_FAR], before[-_FAR:]):
        own = [each for each in near if _has_value(each) and not _is_aside(each, around)]
        if own and (names := _names_of(own)):
            return names
    return ()


def read_others(elements: Sequence[etree._Element]) -> frozenset[str]:
    """Return the bare names of people marked up after a label for another role: `Editor: Bo
    Berg`."""
    found: set[str] = set()
    for each in elements[:_MOST]:
        parent = each.getparent()
        for box in (each,) if parent is None else (each, parent):
            text = text_up_to(box, _SHORT)
            if text and (rest := strip_role(text)):
                found.update(map(bare, split_names(rest)))
    return frozenset(found)


def _names_writer(element: etree._Element) -> bool:
    """Return whether an element's attributes mark it as naming a writer."""
    if _is_sure(element):
        return True
    if element.tag in ("html", "body", "meta", "link"):
        return False
    return any(map(_is_writers, filter(None, map(element.get, _NAMED_BY))))


@lru_cache(maxsize=1024)  # the pages of a site repeat their classes
def _is_writers(names: str) -> bool:
    return _NAME.search(names) is not None


def _is_sure(element: etree._Element) -> bool:
    """Return whether an element is marked as a writer by semantics rather than styling."""
    if "author" in element.get("rel", "").split() or _stated(element):
        return True
    if element.get("itemprop") in ("author", "creator"):
        return True
    return element.tag == "a" and LINK.search(element.get("href", "")) is not None


def _is_aside(element: etree._Element, around: set[etree._Element]) -> bool:
    """Return whether an element belongs to another story or a biography box; boxes in `around`
    contain the headline, so they belong to the page's own story."""
    for step in (element, *element.iterancestors()):
        if step in around or step.tag in ("body", "main", "html"):
            return False
        if step.tag in ("nav", "figure", "figcaption"):
            return True
        if step.tag == "aside" and not (_is_sure(element) and _is_credit(step)):
            return True
        if step.tag == "footer" and "meta" not in step.get("class", ""):
            return True
        if step.tag in ("a", "button") and text_of(step) != text_of(element):
            return True
        name = " ".join(filter(None, map(step.get, _NAMED_BY)))
        if step.tag != "article" and len(name) < 200 and _is_of_others(name):
            return True
    return False


@lru_cache(maxsize=1024)  # elements share their ancestors
def _is_of_others(name: str) -> bool:
    return _ASIDE.search(name) is not None


def _has_value(element: etree._Element) -> bool:
    """Return whether an element contains a value or text; image placeholders do not."""
    return bool(_stated(element) or text_of(element))


def _stated(element: etree._Element) -> str | None:
    """Return the writer stated in one of an element's attributes."""
    return next(filter(None, map(element.get, ("content", *DATA))), None)


def _shown(element: etree._Element) -> str:
    """Return the text of an element, with list items separated."""
    items: list[str] = []
    for item in element.iter("li", LIST):
        items += known_list(item).items if item.tag == LIST else (text_of(item),)
    return "|".join(items) or text_of(element)


def _is_credit(aside: etree._Element) -> bool:
    """Return whether an aside contains only the story's credit: short, without a heading."""
    has_head = next(aside.iter("h2", "h3", "h4", "h5", "h6"), None) is not None
    return not has_head and text_up_to(aside, _LONGEST - 1) is not None


def _names_of(marked: list[etree._Element]) -> tuple[str, ...]:
    """Return the names in the box around the first of the marked elements."""
    box = marked[0]
    for step in box.iterancestors():
        if step.tag in ("body", "main", "article", "html") or text_up_to(step, _LONGEST) is None:
            break
        box = step
    inside = [each for each in marked if each is box or box in each.iterancestors()]
    holders = {step for each in inside for step in each.iterancestors()}
    leaves = [each for each in inside if each not in holders]
    for level in (leaves, inside[:1]):
        if names := tuple(dict.fromkeys(_names_in(level))):
            return names
    return ()


def _names_in(elements: Iterable[etree._Element]) -> Iterator[str]:
    for element in elements:
        called = " ".join(element.get(key, "") for key in ("class", *TEST_IDS)).split()
        if any(map(_NOT_NAMES.search, called)):
            continue
        text = _stated(element) or _shown(element)
        if 1 < len(text) <= _LONGEST:
            names = split_names(text)
            yield from names if _is_sure(element) else filter(is_printed_name, names)
