"""The box that a search engine's cache or a web archive sets above a page that it saved.

It says where the page was found and when, to the second; what it says is not the page's.
"""

import re

from lxml import etree

from crawler.clean.tree import drop, place, text_of
from crawler.model import Removed

_WITHIN = 12_000
"""Characters of markup in which the box begins."""
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}:\d{2}(?!\d)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"']{4,}", re.IGNORECASE)
_LONGEST = 1200
"""Characters of its text."""
_NEVER = frozenset(("html", "body", "main", "article", "pre"))


def strip_capture_head(root: etree._Element, markup: str) -> list[Removed]:
    """Drop such a box from the tree, in place; return what was dropped."""
    if not _CLOCK.search(markup, 0, _WITHIN):
        return []
    body = root.find("body")
    if body is None or (body.text or "").strip():
        return []
    for box in body.iterchildren(etree.Element):
        if text := text_of(box):
            found = _inside(box, text)
            if found is None:
                return []
            words = text_of(found)
            where = place(found)
            drop(found)
            return [Removed("capture-head", words, where)]
    return []


def _inside(box: etree._Element, text: str) -> etree._Element | None:
    """Return the outermost element that is the box: the first with text, or the first in it."""
    while len(text) > _LONGEST or box.tag in _NEVER:
        inner = next((child for child in box.iterchildren(etree.Element) if text_of(child)), None)
        if inner is None or (box.text or "").strip():
            return None
        box, text = inner, text_of(inner)
    if not _CLOCK.search(text) or next(box.iter("h1", "h2", "h3"), None) is not None:
        return None
    return box if _names_address(box, text) else None


def _names_address(box: etree._Element, text: str) -> bool:
    """Return whether an address is printed in a box or filled into a field of it."""
    return bool(_ADDRESS.search(text)) or any(
        _ADDRESS.match(field.get("value", "")) for field in box.iter("input")
    )
