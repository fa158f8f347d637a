"""Parse markup into an lxml tree, once and leniently."""

from collections.abc import Sequence
from functools import cache

from lxml import etree

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.text import fold
from crawler.reading.parse.attributes import bound_attributes
from crawler.reading.parse.shallow import parse_shallow


def parse(markup: bytes) -> etree._Element:
    """Return the root of the page's tree. `markup` is UTF-8. Raises `Fault` if it contains no
    page."""
    root = _tree(markup)
    if root is None:
        raise Fault(FaultKind.EMPTY, "the page has no elements")
    _adopt(root)
    for element in list(root.iter("noframes")):
        _open(element)
    return root


def _tree(markup: bytes) -> etree._Element | None:
    markup, parser = bound_attributes(markup), _parser()
    try:
        root: etree._Element | None = etree.fromstring(markup, parser)
        if not any(each.type == _LIMIT for each in parser.error_log):
            return root
        return parse_shallow(markup)
    except etree.ParserError as error:
        raise Fault(FaultKind.HTML, f"no page in it: {error}") from None


def _open(element: etree._Element) -> None:
    """Parse the content of `<noframes>` as markup; parsers treat it as plain text."""
    markup, element.text = element.text or "", None
    element.tag = "div"
    inside = _tree(markup.encode("utf-8", "replace")) if markup.strip() else None
    if inside is not None:
        for box in (inside, *inside.iterchildren("body")):
            box.tag = "div"
        element.append(inside)


def _adopt(root: etree._Element) -> None:
    """Move content after an early `</html>` into the body: the parser makes it a second root."""
    strays = list(root.itersiblings(etree.Element))
    if not strays:
        return
    body = root.find("body")
    for stray in strays:
        for box in (stray, *stray.iterchildren("body")):
            box.tag = "div"
        (root if body is None else body).append(stray)


_LIMIT = etree.ErrorTypes.ERR_RESOURCE_LIMIT
"""Parser limit exceeded: more than 256 levels, or more text in one node than libxml2 accepts by
default. It stops parsing there."""


@cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        remove_comments=True, remove_pis=True, encoding="utf-8", collect_ids=False
    )


def text_of(element: etree._Element) -> str:
    """Return all text in an element, on one line."""
    return fold(" ".join(element.itertext()))


def text_up_to(element: etree._Element, most: int) -> str | None:
    """Return all text in an element, on one line; null if it has more than `most` characters."""
    pieces: list[str] = []
    least = 0
    for piece in element.itertext():
        pieces.append(piece)
        least += sum(map(len, piece.split()))
        if least > most:
            return None
    text = fold(" ".join(pieces))
    return text if len(text) <= most else None


def length_up_to(element: etree._Element, most: int) -> int:
    """Return the number of characters in an element; stop counting once it exceeds `most`."""
    total = 0
    for text in element.itertext():
        total += len(text)
        if total > most:
            break
    return total


def place(element: etree._Element) -> str:
    """Return the path of an element as tags."""
    path = [str(element.tag)]
    path.extend(str(above.tag) for above in element.iterancestors())
    return "/".join(reversed(path))


GONE = "wirecrawl-gone"
"""Tag of elements to remove. All are removed at once: removing them one by one would copy each tail
to the preceding text repeatedly."""


_MANY = 1000
"""Removed elements above which the texts after them are joined."""


def take_out(root: etree._Element, *tags: str) -> None:
    """Remove the elements of these tags from a tree, `GONE` by default, keeping the text that
    follows them."""
    tags = tags or (GONE,)
    removed = [*root.iter(*tags)]
    if not removed:
        return
    if len(removed) > _MANY:
        _join_tails(removed)
    etree.strip_elements(root, *tags, with_tail=False)


def _join_tails(elements: Sequence[etree._Element]) -> None:
    """Move the texts after adjacent elements, in page order, to the last of them. They remain
    separate nodes else, and lxml reads many adjacent ones in quadratic time."""
    run: list[etree._Element] = []
    for element in (*elements, None):
        if run and (element is None or element.getprevious() is not run[-1]):
            text = "".join([each.tail or "" for each in run])
            for each in run:
                each.tail = None
            run[-1].tail = text or None
            run.clear()
        if element is not None:
            run.append(element)
