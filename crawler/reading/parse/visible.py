"""What of a page's tree a reader sees: the rest is taken out, in place."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from crawler.model import Removed
from crawler.reading.parse.tree import GONE, place, take_out, text_of

_INVISIBLE = (
    "script", "style", "noscript", "noembed", "iframe", "object", "svg", "title", "map", "head",
)  # fmt: skip
_CONTROLS = frozenset(("button", "select", "textarea"))
"""Seen, but never text: what they say is told as removed."""
_SPECIAL = _CONTROLS | {"template"}
_SELF_NAMED = frozenset("nav header footer aside form menu".split())
"""Tags that say what an element is, as those with a hyphen do (`<amp-ad>`)."""
_NAMING = frozenset(("id", "class", "role"))
NamedBox = tuple[etree._Element, str]
"""An element, and what it calls itself: its tag, if that says so, id, classes and role."""
_MAY_HIDE = tuple(
    etree.XPath(f"descendant-or-self::*/@{name}")  # not elements: XPath looks for twins among those
    for name in ("hidden", "aria-hidden", "style")
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSHOWN = re.compile(
    r"(?<![\w-])(?:[\w-]*sr-only|screen-reader-[\w-]+|[\w-]*visually-?hidden[\w-]*)(?![\w-])",
    re.IGNORECASE,
)
"""Class of what is read aloud and not shown, in the common style sheets."""
_WHOLE = ("h1", "main", "article")
_FOLDED = re.compile(r"collaps|accordion|expand|toggle|faq|tab-?pane|\bregion\b", re.IGNORECASE)
"""How a box calls itself that the reader unfolds: an answer below its question, a slide."""
_STREAMED = re.compile(r"[BP]:(\w+)")
"""Id of the gap that React's server rendering leaves for a box it sends later, as `S:` and the
same number, hidden until a script puts it there (react-dom/server, `renderToPipeableStream`)."""


def prune(root: etree._Element) -> list[Removed]:
    """Take out, in place, what no reader sees (scripts, styles, hidden elements, the head) and the
    controls of forms. Returns the words of the controls."""
    etree.strip_elements(root, *_INVISIBLE, with_tail=False)
    may_hide = [value.getparent() for path in _MAY_HIDE for value in path(root)]
    sent = _sent(may_hide)
    for element in may_hide:
        if element is root or element.tag in _SPECIAL:
            continue
        if _is_hidden(element) and not _comes_to_light(element):
            element.tag = GONE
    controls: list[Removed] = []
    for element in list(root.iter(*_SPECIAL)):
        controls += _take_out(element, sent)
    for element in _for_screen_readers(root):
        element.tag = GONE
    take_out(root)
    return controls


def _sent(elements: Sequence[etree._Element]) -> dict[str, list[etree._Element]]:
    """Return the boxes that are sent behind the page, by the number of the gap they belong to."""
    sent: dict[str, list[etree._Element]] = {}
    for element in elements:
        if (name := element.get("id", "")).startswith("S:"):
            sent.setdefault(name[2:], []).append(element)
    return sent


def named(root: etree._Element) -> list[NamedBox]:
    """The elements of a pruned tree that call themselves something."""
    found: list[NamedBox] = []
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        names = [tag] if tag in _SELF_NAMED or "-" in tag else []
        for attribute, value in element.items():
            if attribute in _NAMING:
                names.append(value)
        if names and tag not in _SPECIAL:
            found.append((element, " ".join(names)))
    return found


def _for_screen_readers(root: etree._Element) -> list[etree._Element]:
    """Return what is read aloud and not shown, by its class; a headline may be shown as a
    picture."""
    found = []
    for element in root.iter(etree.Element):
        named = element.get("class")
        # three looks at a short text take less than one of `re`
        if named and ("idden" in named or "sr-only" in named or "screen-reader" in named):
            shown = element.tag == "h1" or not _UNSHOWN.search(named) or _is_page(element)
            if not shown:
                found.append(element)
    return found


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
        return True
    return element.get("aria-hidden") == "true" and not _is_page(element)


def _is_page(element: etree._Element) -> bool:
    """Whether an element holds the page: behind a window that is open it is hidden, too."""
    return next(element.iter(*_WHOLE), None) is not None


def _take_out(element: etree._Element, sent: dict[str, list[etree._Element]]) -> Iterator[Removed]:
    """Drop a control or a template, unless the page stands in it; yields what it says."""
    if element.tag == "template":
        if gap := _STREAMED.fullmatch(element.get("id", "")):
            for box in sent.pop(gap[1], ()):
                element.addprevious(box)
    elif next(element.iter("p", "h1", "article"), None) is not None:
        return  # a button left open by its maker swallowed what follows
    elif next(element.iterancestors(GONE), None) is None and (text := text_of(element)):
        yield Removed("control", text, place(element))
    element.tag = GONE


def _comes_to_light(element: etree._Element) -> bool:
    """Whether an element is hidden only until a script or the reader shows it."""
    if element.tag in ("html", "body") or element.get("id", "").startswith("S:"):
        return True
    return any(_FOLDED.search(value) for value in element.values())
