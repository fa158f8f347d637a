"""Remove the banner that a search engine's cache or a web archive adds above a saved page.

It states where and when the page was saved, to the second, and is not part of the page.
"""

import re

from lxml import etree

from crawler.model import Removed
from crawler.reading.parse.lists import LIST, known_list
from crawler.reading.parse.tree import GONE, place, take_out, text_of

_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}:\d{2}(?!\d)")
SECOND = re.compile(r":\d\d:\d\d")
"""End of a time of day. It starts with a character that few texts contain."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"']{4,}", re.IGNORECASE)
_LONGEST = 1200
"""Maximum characters of the banner's text."""
_UNSEEN = frozenset(("script", "style", "noscript", "title", "link", "meta"))
_NEVER = frozenset(("html", "body", "main", "article", "pre"))


def strip_capture_head(root: etree._Element, markup: str) -> list[Removed]:
    """Remove such a banner from the tree in place, and return what was removed.

    `markup` is the source of the tree. The time of day must occur in it as written.
    """
    body = next(root.iterchildren("body"), None)
    if body is None or (body.text or "").strip():
        return []
    box = _first_short(body)
    if box is None or not SECOND.search(markup) or not _is_head(box) or _is_page(box, body):
        return []
    removed = Removed("capture-head", text_of(box), place(box))
    box.tag = GONE
    take_out(root)
    return [removed]


def _first_short(body: etree._Element) -> etree._Element | None:
    """Return the outermost short element among those that begin with the first visible text, if it
    shows seconds. The innermost is measured first, because those around the page are long."""
    path = [body]
    while (inner := _first_with_text(path[-1])) is not None:
        path.append(inner)
    found, text = None, ""
    for box in reversed(path):
        if box.tag in _NEVER:
            continue
        inside = etree.tostring(box, encoding="unicode", method="text", with_tail=False)
        if len(inside) > _LONGEST:
            break
        found, text = box, inside
    return found if SECOND.search(text) else None


def _first_with_text(element: etree._Element) -> etree._Element | None:
    """Return the first descendant with visible text, or None if bare text precedes it."""
    if (element.text or "").strip():
        return None
    for child in element.iterchildren(etree.Element):
        if child.tag not in _UNSEEN and any(text.strip() for text in child.itertext()):
            return child
        if (child.tail or "").strip():
            return None
    return None


def _is_head(box: etree._Element) -> bool:
    """Return whether a box shows an address and a time of day, and has no title."""
    text = text_of(box)
    if not _CLOCK.search(text) or next(box.iter("h1", "h2", "h3"), None) is not None:
        return False
    return _names_address(box, text)


def _is_page(box: etree._Element, body: etree._Element) -> bool:
    """Return whether a box is a short page rather than a banner: it has more text than everything
    around it, which for a banner is the saved page."""
    length = shown_length(box)
    return shown_length(body) < 2 * length


def shown_length(element: etree._Element) -> int:
    """Return the number of characters that an element shows, excluding scripts and styles."""
    length = 0
    for each in element.iter(etree.Element):
        if each.tag == LIST:
            length += known_list(each).shown
        elif each.tag not in _UNSEEN:
            length += len((each.text or "").strip())
        if each is not element:
            length += len((each.tail or "").strip())
    return length


def _names_address(box: etree._Element, text: str) -> bool:
    """Return whether a box prints an address or has one as the value of an input field."""
    return bool(_ADDRESS.search(text)) or any(
        _ADDRESS.match(field.get("value", "")) for field in box.iter("input")
    )
