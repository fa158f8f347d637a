"""BeautifulSoup strips what a page says to its reader: newsletter boxes, job ads, appeals.

These are told by their words alone, whatever markup they stand in, so the text of a whole element
is asked for. A BeautifulSoup tree of a whole page costs ten times the lxml tree; it is given only
the elements in question, small ones in which a trigger word stands.
"""

import re

from bs4 import BeautifulSoup, Tag
from lxml import etree

from crawler.clean.rules import AdvertRule
from crawler.clean.tree import drop, place
from crawler.model import Removed

_MARK = "data-wire"
_SMALL = 240
"""Characters of text; a larger element is no advert but holds one."""
_NEVER = frozenset("html body main article pre tr tbody thead".split())


def strip_adverts(
    root: etree._Element, rules: tuple[AdvertRule, ...], trigger: re.Pattern[str]
) -> list[Removed]:
    """Drop adverts from the tree, in place; returns what was dropped."""
    marked = _mark(_in_question(root, trigger))
    if not marked:
        return []
    outermost = [each for each in marked if each.getparent() not in marked]
    markup = "".join(
        etree.tostring(each, encoding="unicode", with_tail=False) for each in outermost
    )
    removed = []
    for tag, rule in _judge(BeautifulSoup(markup, "lxml"), rules):
        element = marked[int(str(tag[_MARK]))]
        removed.append(Removed(rule.id, text_of(tag), place(element)))
        drop(element)
    for element in marked:
        element.attrib.pop(_MARK, None)
    return removed


def _in_question(root: etree._Element, trigger: re.Pattern[str]) -> list[etree._Element]:
    """The outermost small elements around each trigger word."""
    found: list[etree._Element] = []
    for element in root.iter(etree.Element):
        text = element.text
        if text and len(text) <= _SMALL and trigger.search(text):
            found.append(_widest(element))
    return found


def _widest(element: etree._Element) -> etree._Element:
    """The outermost ancestor that is still small."""
    parent = element.getparent()
    while parent is not None and parent.tag not in _NEVER and _length(parent) <= _SMALL:
        element, parent = parent, parent.getparent()
    return element


def _length(element: etree._Element) -> int:
    total = 0
    for text in element.itertext():
        total += len(text)
        if total > _SMALL:
            break
    return total


def _mark(elements: list[etree._Element]) -> list[etree._Element]:
    """Number the elements, so that a BeautifulSoup tag finds its lxml twin."""
    marked: list[etree._Element] = []
    for outer in elements:
        for element in outer.iter(etree.Element):
            if element.get(_MARK) is None and element.tag not in _NEVER:
                element.set(_MARK, str(len(marked)))
                marked.append(element)
    return marked


def _judge(soup: BeautifulSoup, rules: tuple[AdvertRule, ...]) -> list[tuple[Tag, AdvertRule]]:
    """The outermost elements that a rule takes, each with that rule."""
    taken: list[tuple[Tag, AdvertRule]] = []
    inside: set[int] = set()
    for tag in soup.find_all(True):
        if id(tag.parent) in inside:
            inside.add(id(tag))
        elif tag.has_attr(_MARK) and (rule := _taken_by(text_of(tag), rules)):
            taken.append((tag, rule))
            inside.add(id(tag))
    return taken


def _taken_by(text: str, rules: tuple[AdvertRule, ...]) -> AdvertRule | None:
    return next((rule for rule in rules if rule.text.fullmatch(text)), None)


def text_of(tag: Tag) -> str:
    """The text of an element on one line."""
    return " ".join(tag.get_text(" ").split())
