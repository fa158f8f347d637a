"""Remove text addressed to the reader: newsletter boxes, job ads, appeals.

Adverts are recognised by their text alone, regardless of markup, so the text of a whole element is
matched. Only small elements that contain a trigger word are looked at, without their attributes;
BeautifulSoup reads those that are then no XML. An archive repeats them on page after page, so the
result for each piece of markup is cached.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bs4 import BeautifulSoup
from lxml import etree

from crawler.base.text import fold
from crawler.model import Removed
from crawler.reading.parse.tree import GONE, length_up_to, place, take_out, text_of
from crawler.reading.rules import load_rules

_SMALL = 240
"""Maximum characters of an advert; a larger element can only contain one."""
_BETWEEN = "\0"
"""Separator of texts; no page contains it."""
_ATTRIBUTES = re.compile(r"(?<=\w)\s[^<>]*>")
"""Attributes, which differ between copies of an advert, as in click-counting links. No rule uses
them."""
_ANNOTATED = "<r"
"""Begin of the parts of annotations (`<rt>`), whose text BeautifulSoup leaves out."""
_APART = frozenset("center div p table ul ol dl h1 h2 h3 h4 h5 h6 section aside".split())
"""Block elements that leave a boundary when they are removed."""
_NEVER = frozenset("html body main article pre tr tbody thead h1 h2".split())
"""Elements that are never adverts; a headline may read like one."""


def strip_adverts(root: etree._Element, markup: bytes) -> list[Removed]:
    """Remove adverts from the tree in place, and return what was removed.

    `markup` is that of the page. A trigger word must occur in it as written, in any case.
    """
    removed: list[Removed] = []
    lower = b""
    for outer, triggers in _in_question(root).items():
        written = etree.tostring(outer, encoding="unicode", with_tail=False)
        adverts = _judge(_ATTRIBUTES.sub(">", written))
        if not adverts:
            continue
        lower = lower or markup.lower()
        if not any(trigger in lower for trigger in triggers):
            continue
        elements = list(outer.iter(etree.Element))
        for number, rule, text in adverts:
            removed.append(Removed(rule, text, place(elements[number])))
            _mark(elements[number])
    if removed:
        take_out(root)
    return removed


def _mark(element: etree._Element) -> None:
    """Mark an element for removal. A block element leaves a boundary to keep the texts around it
    apart."""
    if element.tag not in _APART:
        element.tag = GONE
        return
    tail = element.tail
    element.clear()
    element.tag, element.tail = "hr", tail


def _in_question(root: etree._Element) -> dict[etree._Element, list[bytes]]:
    """Return the outermost small elements around each trigger word, in page order, with the words
    as UTF-8."""
    elements = [*root.iter(etree.Element)]
    small = [text if (text := each.text) and len(text) <= _SMALL else "" for each in elements]
    texts = _BETWEEN.join(small).lower()  # a tenth of the markup, so searched first
    found = [
        (number, written)
        for written, trigger in load_rules().triggers
        if trigger in texts
        for number in _containing(texts, trigger)
    ]
    triggers: dict[etree._Element, list[bytes]] = {}
    for number, written in sorted(found):
        triggers.setdefault(_widest(elements[number]), []).append(written)
    return triggers


def _containing(texts: str, trigger: str) -> Iterator[int]:
    """Yield the number of each text that contains a trigger word."""
    number = start = 0
    while (at := texts.find(trigger, start)) >= 0:
        number += texts.count(_BETWEEN, start, at)
        yield number
        start = at + len(trigger)


def _widest(element: etree._Element) -> etree._Element:
    """Return the outermost ancestor that is still small."""
    parent = element.getparent()
    while (
        parent is not None and parent.tag not in _NEVER and length_up_to(parent, _SMALL) <= _SMALL
    ):
        element, parent = parent, parent.getparent()
    return element


@lru_cache(maxsize=256)
def _judge(markup: str) -> tuple[tuple[int, str, str], ...]:
    """Return the outermost elements that a rule matches: index in document order, rule id, text."""
    taken: list[tuple[int, str, str]] = []
    inside: set[object] = set()
    for number, (tag, parent, name, text) in enumerate(_elements(markup)):
        if parent in inside:
            inside.add(tag)
            continue
        rule = next((rule for rule in load_rules().adverts if rule.text.fullmatch(text)), None)
        if rule and name not in _NEVER:
            taken.append((number, rule.id, text))
            inside.add(tag)
    return tuple(taken)


def _elements(markup: str) -> Iterator[tuple[object, object, str, str]]:
    """Yield the elements in page order: identity, that of the parent, tag and text."""
    try:
        root = None if _ANNOTATED in markup else etree.fromstring(markup)
    except etree.XMLSyntaxError:
        root = None
    if root is not None:
        for element in root.iter(etree.Element):
            yield element, element.getparent(), str(element.tag), text_of(element)
        return
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.find_all(True):
        yield id(tag), id(tag.parent), tag.name, fold(tag.get_text(" "))
