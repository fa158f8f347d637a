"""What of a page's tree a reader sees: the rest is taken out, in place."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.clean.tree import drop, place, text_of
from crawler.model import Removed

_INVISIBLE = (
    "script", "style", "noscript", "iframe", "object", "svg", "title", "map", "head",
)  # fmt: skip
_CONTROLS = frozenset(("button", "select", "textarea"))
"""Seen, but never text: what they say is told as removed."""
_SPECIAL = _CONTROLS | {"template"}
_SELF_NAMED = frozenset("nav header footer aside form menu".split())
"""Tags that say what an element is, as those with a hyphen do (`<amp-ad>`)."""
_NAMING = frozenset(("id", "class", "role"))
Named = tuple[etree._Element, str]
"""An element, and what it calls itself: its tag, if that says so, id, classes and role."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOLDED = re.compile(r"collaps|accordion|expand|toggle|faq|tab-?pane|\bregion\b", re.IGNORECASE)
"""How a box calls itself that the reader unfolds: an answer below its question, a slide."""
_STREAMED = re.compile(r"[BP]:(\w+)")
"""Id of the gap that React's server rendering leaves for a box it sends later, as `S:` and the
same number, hidden until a script puts it there (react-dom/server, `renderToPipeableStream`)."""


def prune(root: etree._Element) -> tuple[list[Named], list[Removed]]:
    """Take out, in place, what no reader sees (scripts, styles, hidden elements, the head) and the
    controls of forms. Returns the elements that are left and call themselves something, for this is
    the one walk that looks at every attribute; and the words of the controls."""
    etree.strip_elements(root, *_INVISIBLE, with_tail=False)
    named: list[Named] = []
    controls: list[Removed] = []
    for element in list(root.iter(etree.Element)):
        tag = str(element.tag)
        if tag in _SPECIAL:
            controls += _take_out(root, element, tag)
            continue
        names = [tag] if tag in _SELF_NAMED or "-" in tag else []
        for attribute, value in element.items():
            if attribute in _NAMING:
                names.append(value)
            elif (
                attribute == "hidden" or (attribute == "style" and _HIDDEN.search(value))
            ) and not _comes_to_light(element, tag):
                drop(element)
                break
        else:
            if names:
                named.append((element, " ".join(names)))
    return named, controls


def _take_out(root: etree._Element, element: etree._Element, tag: str) -> Iterator[Removed]:
    """Drop a control or a template, unless the page stands in it; yields what it says."""
    if tag == "template":
        if gap := _STREAMED.fullmatch(element.get("id", "")):
            for box in element.xpath("//*[@id = $id]", id=f"S:{gap[1]}"):
                element.addprevious(box)
    elif next(element.iter("p", "h1", "article"), None) is not None:
        return  # a button left open by its maker swallowed what follows
    elif root in element.iterancestors() and (text := text_of(element)):
        yield Removed("control", text, place(element))
    drop(element)


def _comes_to_light(element: etree._Element, tag: str) -> bool:
    """Whether an element is hidden only until a script or the reader shows it."""
    if tag in ("html", "body") or element.get("id", "").startswith("S:"):
        return True
    return any(_FOLDED.search(value) for value in element.values())
