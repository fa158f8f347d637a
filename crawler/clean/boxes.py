"""BeautifulSoup strips the boxes: menus, footers, sign-up forms, adverts, link lists.

A BeautifulSoup tree of a whole page costs ten times the lxml tree, so it is given only the boxes
in question: small or link-heavy elements that hold a link or a form, or that have a name. What it
judges to be boilerplate is then dropped from the lxml tree.
"""

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from lxml import etree

from crawler.clean.rules import BoxRule
from crawler.clean.tree import drop
from crawler.model import Removed

_MARK = "data-wire"
_NAMED = frozenset("nav header footer aside form menu".split())
_NEVER = frozenset("html body main article pre tr td th tbody thead".split())
_LARGE = 700
"""Characters; a larger element is in question only if most of it is links."""


def strip_boxes(root: etree._Element, rules: tuple[BoxRule, ...]) -> list[Removed]:
    """Drop boilerplate boxes from the tree, in place; returns what was dropped."""
    questioned = _in_question(root)
    if not questioned:
        return []
    marked = _mark(questioned)
    markup = b"".join(etree.tostring(box, encoding="utf-8", with_tail=False) for box in questioned)
    soup = BeautifulSoup(markup, "lxml", from_encoding="utf-8")
    removed = []
    for tag, rule in _judge(soup, rules):
        element = marked[int(str(tag[_MARK]))]
        text = " ".join(tag.get_text(" ", strip=True).split())
        if text:
            removed.append(Removed(rule.id, text, _place(element)))
        drop(element)
    for element in marked:
        element.attrib.pop(_MARK, None)
    return removed


def _judge(soup: BeautifulSoup, rules: tuple[BoxRule, ...]) -> list[tuple[Tag, BoxRule]]:
    """The outermost boxes that a rule takes, each with the first rule that does."""
    taken: list[tuple[Tag, BoxRule]] = []
    inside: set[int] = set()
    for tag in soup.find_all(True, attrs={_MARK: True}):
        if id(tag.parent) in inside:
            inside.add(id(tag))
            continue
        rule = next((rule for rule in rules if rule.takes(tag)), None)
        if rule:
            taken.append((tag, rule))
            inside.add(id(tag))
    return taken


def _mark(boxes: list[etree._Element]) -> list[etree._Element]:
    """Number the elements of the boxes, so that a BeautifulSoup tag finds its lxml twin."""
    marked: list[etree._Element] = []
    for box in boxes:
        for element in box.iter(etree.Element):
            if element.tag not in _NEVER:
                element.set(_MARK, str(len(marked)))
                marked.append(element)
    return marked


@dataclass(slots=True)
class _Size:
    chars: int = 0
    linked: int = 0
    links: bool = False


def _in_question(root: etree._Element) -> list[etree._Element]:
    """The outermost elements that may be boilerplate, told by cheap signs."""
    elements = list(root.iter(etree.Element))
    sizes = _sizes(elements)
    boxes: list[etree._Element] = []
    inside: set[etree._Element] = set()
    for element in elements:
        if element.getparent() in inside:
            inside.add(element)
        elif element.tag not in _NEVER and _doubtful(element, sizes[element]):
            boxes.append(element)
            inside.add(element)
    return boxes


def _doubtful(element: etree._Element, size: _Size) -> bool:
    if size.chars > _LARGE and size.linked < size.chars / 2:
        return False
    return (
        size.links
        or element.tag in _NAMED
        or element.get("class") is not None
        or element.get("id") is not None
        or element.tag == "table"
    )


def _sizes(elements: list[etree._Element]) -> dict[etree._Element, _Size]:
    """Text and linked text of every element, summed from the leaves up."""
    sizes = {element: _Size() for element in elements}
    for element in reversed(elements):
        size = sizes[element]
        size.chars += len((element.text or "").strip())
        if element.tag == "a" and element.get("href"):
            size.linked, size.links = size.chars, True
        elif element.tag in ("form", "input"):
            size.links = True
        parent = element.getparent()
        if parent is not None and parent in sizes:
            above = sizes[parent]
            above.chars += size.chars + len((element.tail or "").strip())
            above.linked += size.linked
            above.links = above.links or size.links
    return sizes


def _place(element: etree._Element) -> str:
    path = [element, *element.iterancestors()]
    return "/".join(str(step.tag) for step in reversed(path))
