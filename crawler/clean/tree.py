"""Text in, lxml tree out: parsed once, leniently."""

from functools import cache

from lxml import etree

from crawler.clean.attributes import bound_attributes
from crawler.faults import Fault
from crawler.text import fold


def parse(text: str) -> etree._Element:
    """The root of the page's tree. Raises `Fault` where there is no page in the text."""
    root = _tree(text)
    if root is None:
        raise Fault("empty", "the page has no elements")
    _adopt(root)
    for element in list(root.iter("noframes")):
        _open(element)
    return root


def _tree(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(bound_attributes(text).encode("utf-8", "replace"), _parser())
    except etree.ParserError as error:
        raise Fault("html", f"no page in it: {error}") from None


def _open(element: etree._Element) -> None:
    """Read the inside of `<noframes>` as the markup that it is: parsers take it for bare text."""
    markup, element.text = element.text or "", None
    element.tag = "div"
    inside = _tree(markup) if markup.strip() else None
    if inside is not None:
        for box in (inside, *inside.iterchildren("body")):
            box.tag = "div"
        element.append(inside)


def _adopt(root: etree._Element) -> None:
    """Bring in what stands behind an early `</html>`: the parser makes another root of it."""
    body = root.find("body")
    for stray in list(root.itersiblings(etree.Element)):
        for box in (stray, *stray.iterchildren("body")):
            box.tag = "div"
        (root if body is None else body).append(stray)


@cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def text_of(element: etree._Element) -> str:
    """All text in an element, on one line."""
    return fold(" ".join(element.itertext()))


def length_up_to(element: etree._Element, most: int) -> int:
    """Return how many characters an element shows, counted until they are more than `most`."""
    total = 0
    for text in element.itertext():
        total += len(text)
        if total > most:
            break
    return total


def place(element: etree._Element) -> str:
    """Where an element stands, as a path of tags."""
    path = [element, *element.iterancestors()]
    return "/".join(str(step.tag) for step in reversed(path))


def drop(element: etree._Element) -> None:
    """Take an element out of its tree and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail, element.getprevious()
    parent.remove(element)
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
