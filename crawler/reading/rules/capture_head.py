"""The box that a search engine's cache or a web archive sets above a page that it saved.

It says where the page was found and when, to the second; what it says is not the page's.
"""

import re

from lxml import etree

from crawler.model import Removed
from crawler.reading.parse.tree import GONE, length_up_to, place, take_out, text_of

_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}:\d{2}(?!\d)")
_SECOND = re.compile(r":\d\d:\d\d")
"""The end of a clock, which begins with the sign that few texts have."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"']{4,}", re.IGNORECASE)
_LONGEST = 1200
"""Characters of its text."""
_UNSEEN = frozenset(("script", "style", "noscript", "title", "link", "meta"))
_NEVER = frozenset(("html", "body", "main", "article", "pre"))


def strip_capture_head(root: etree._Element, markup: str) -> list[Removed]:
    """Drop such a box from the tree, in place; return what was dropped. `markup` is what the tree
    was made from: few pages print a second."""
    if not _SECOND.search(markup):
        return []
    body = root.find("body")
    if body is None or (body.text or "").strip():
        return []
    box: etree._Element | None = body
    while box is not None and (box.tag in _NEVER or length_up_to(box, _LONGEST) > _LONGEST):
        box = _first_with_text(box)
    if box is None or not _is_head(box) or _is_page(box, body):
        return []
    removed = Removed("capture-head", text_of(box), place(box))
    box.tag = GONE
    take_out(root)
    return [removed]


def _first_with_text(element: etree._Element) -> etree._Element | None:
    """Return the first element in another that shows text, null where bare text stands before."""
    if (element.text or "").strip():
        return None
    for child in element.iterchildren(etree.Element):
        if child.tag not in _UNSEEN and any(text.strip() for text in child.itertext()):
            return child
        if (child.tail or "").strip():
            return None
    return None


def _is_head(box: etree._Element) -> bool:
    """Return whether a box shows an address and a clock, and no title."""
    text = text_of(box)
    if not _CLOCK.search(text) or next(box.iter("h1", "h2", "h3"), None) is not None:
        return False
    return _names_address(box, text)


def _is_page(box: etree._Element, body: etree._Element) -> bool:
    """Return whether a box is the short page itself: it has more text than all that is around it,
    which above a saved page is that page."""
    length = _shown(box)
    return _shown(body) < 2 * length


def _shown(element: etree._Element) -> int:
    """Return how many characters an element shows, without scripts and styles."""
    length = 0
    for each in element.iter(etree.Element):
        if each.tag not in _UNSEEN:
            length += len((each.text or "").strip())
        if each is not element:
            length += len((each.tail or "").strip())
    return length


def _names_address(box: etree._Element, text: str) -> bool:
    """Return whether an address is printed in a box or filled into a field of it."""
    return bool(_ADDRESS.search(text)) or any(
        _ADDRESS.match(field.get("value", "")) for field in box.iter("input")
    )
