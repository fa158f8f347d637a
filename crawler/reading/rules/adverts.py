"""BeautifulSoup strips what a page says to its reader: newsletter boxes, job ads, appeals.

These are told by their words alone, whatever markup they stand in, so the text of a whole element
is asked for. A BeautifulSoup tree of a whole page costs ten times the lxml tree; it is given only
the elements in question, small ones in which a trigger word stands. An archive repeats them from
page to page, so the verdict on a piece of markup is kept.
"""

import re
from functools import lru_cache

from bs4 import BeautifulSoup
from lxml import etree

from crawler.base.text import fold
from crawler.model import Removed
from crawler.reading.parse.tree import GONE, length_up_to, place, take_out
from crawler.reading.rules import load_rules

_SMALL = 240
"""Characters of text; a larger element is no advert but holds one."""
_ATTRIBUTES = re.compile(r"(?<=\w)\s[^<>]*>")
"""What tells one page's advert from the next one's: links that count. No rule asks for them."""
_APART = frozenset("center div p table ul ol dl h1 h2 h3 h4 h5 h6 section aside".split())
"""Blocks among which an advert stands."""
_NEVER = frozenset("html body main article pre tr tbody thead h1 h2".split())
"""What is no advert; a headline may read like one."""


def strip_adverts(root: etree._Element, lower: bytes) -> list[Removed]:
    """Drop adverts from the tree, in place; returns what was dropped. `lower` is the markup
    of the page in small letters: most trigger words are in no part of it."""
    triggers = [text for written, text in load_rules().triggers if written in lower]
    removed: list[Removed] = []
    for outer in _in_question(root, triggers) if triggers else ():
        written = etree.tostring(outer, encoding="unicode", with_tail=False)
        written = _ATTRIBUTES.sub(">", written)
        elements = list(outer.iter(etree.Element))
        for number, rule, text in _judge(written):
            removed.append(Removed(rule, text, place(elements[number])))
            _mark(elements[number])
    if removed:
        take_out(root)
    return removed


def _mark(element: etree._Element) -> None:
    """Have an element taken out. A block leaves a boundary, for the texts around it are none
    together."""
    if element.tag not in _APART:
        element.tag = GONE
        return
    tail = element.tail
    element.clear()
    element.tag, element.tail = "hr", tail


def _in_question(root: etree._Element, triggers: list[str]) -> list[etree._Element]:
    """The outermost small elements around each trigger word."""
    found: dict[etree._Element, None] = {}
    for element in root.iter(etree.Element):
        text = element.text
        if text and len(text) <= _SMALL:
            lower = text.lower()
            for trigger in triggers:
                if trigger in lower:
                    found[_widest(element)] = None
                    break
    return list(found)


def _widest(element: etree._Element) -> etree._Element:
    """The outermost ancestor that is still small."""
    parent = element.getparent()
    while (
        parent is not None and parent.tag not in _NEVER and length_up_to(parent, _SMALL) <= _SMALL
    ):
        element, parent = parent, parent.getparent()
    return element


@lru_cache(maxsize=1024)
def _judge(markup: str) -> tuple[tuple[int, str, str], ...]:
    """The outermost elements that a rule takes: number in document order, rule, text."""
    taken: list[tuple[int, str, str]] = []
    inside: set[int] = set()
    soup = BeautifulSoup(markup, "html.parser")
    for number, tag in enumerate(soup.find_all(True)):
        if id(tag.parent) in inside:
            inside.add(id(tag))
            continue
        text = fold(tag.get_text(" "))
        rule = next((rule for rule in load_rules().adverts if rule.text.fullmatch(text)), None)
        if rule and tag.name not in _NEVER:
            taken.append((number, rule.id, text))
            inside.add(id(tag))
    return tuple(taken)
