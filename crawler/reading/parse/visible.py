"""Remove, in place, everything from a page's tree that a reader does not see."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from crawler.model import Removed
from crawler.reading.parse.tree import GONE, place, take_out, text_of

_INVISIBLE = (
    "script", "style", "noscript", "noembed", "iframe", "object", "svg", "title", "map", "head",
)  # fmt: skip
_CONTROLS = frozenset(("button", "select", "textarea"))
"""Form controls: visible, but not text; their words are reported as removed."""
_SPECIAL = _CONTROLS | {"template"}
_SELF_NAMED = frozenset("nav header footer aside form menu".split())
"""Tags that name their role, as custom elements with a hyphen do (`<amp-ad>`)."""
_NAMING = frozenset(("id", "class", "role"))
NamedBox = tuple[etree._Element, str]
"""An element and its names: its tag if descriptive, its id, classes and role."""
_MAY_HIDE = tuple(
    etree.XPath(f"descendant-or-self::*/@{name}")  # select attributes: XPath deduplicates elements
    for name in ("hidden", "aria-hidden", "style")
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSHOWN = re.compile(
    r"(?<![\w-])(?:[\w-]*sr-only|screen-reader-[\w-]+|[\w-]*visually-?hidden[\w-]*)(?![\w-])",
    re.IGNORECASE,
)
"""Classes of screen-reader-only content in the common style sheets."""
_WHOLE = ("h1", "main", "article")
_FOLDED = re.compile(r"collaps|accordion|expand|toggle|faq|tab-?pane|\bregion\b", re.IGNORECASE)
"""Names of boxes that the reader expands: an answer below its question, a slide."""
_STREAMED = re.compile(r"[BP]:(\w+)")
"""Id of the placeholder that React's server rendering leaves for a box sent later. That box has the
id `S:` plus the same number, and is hidden until a script moves it (react-dom/server,
`renderToPipeableStream`)."""


def prune(root: etree._Element) -> list[Removed]:
    """Remove, in place, what no reader sees (scripts, styles, hidden elements, the head) and form
    controls. Return the words of the controls."""
    etree.strip_elements(root, *_INVISIBLE, with_tail=False)
    may_hide = [value.getparent() for path in _MAY_HIDE for value in path(root)]
    sent = _sent(may_hide)
    for element in may_hide:
        if element is root or element.tag in _SPECIAL:
            continue
        if _is_hidden(element) and not _is_revealed_later(element):
            element.tag = GONE
    controls: list[Removed] = []
    for element in list(root.iter(*_SPECIAL)):
        controls += _take_out(element, sent)
    for element in _for_screen_readers(root):
        element.tag = GONE
    take_out(root)
    return controls


def _sent(elements: Sequence[etree._Element]) -> dict[str, list[etree._Element]]:
    """Return the boxes sent after the page, by the number of their placeholder."""
    sent: dict[str, list[etree._Element]] = {}
    for element in elements:
        if (name := element.get("id", "")).startswith("S:"):
            sent.setdefault(name[2:], []).append(element)
    return sent


def named(root: etree._Element) -> list[NamedBox]:
    """Return the elements of a pruned tree that have a name."""
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
    """Return screen-reader-only elements, by class; keep headlines, which may be shown as a
    picture."""
    found = []
    for element in root.iter(etree.Element):
        named = element.get("class")
        # three substring tests on a short text are faster than one regex
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
    """Return whether an element contains the page, which is also hidden behind an open dialog."""
    return next(element.iter(*_WHOLE), None) is not None


def _take_out(element: etree._Element, sent: dict[str, list[etree._Element]]) -> Iterator[Removed]:
    """Remove a control or a template, unless it contains the page; yield its text."""
    if element.tag == "template":
        if gap := _STREAMED.fullmatch(element.get("id", "")):
            for box in sent.pop(gap[1], ()):
                element.addprevious(box)
    elif next(element.iter("p", "h1", "article"), None) is not None:
        return  # an unclosed button swallowed the following content
    elif next(element.iterancestors(GONE), None) is None and (text := text_of(element)):
        yield Removed("control", text, place(element))
    element.tag = GONE


def _is_revealed_later(element: etree._Element) -> bool:
    """Return whether an element is hidden only until a script or the reader shows it."""
    if element.tag in ("html", "body") or element.get("id", "").startswith("S:"):
        return True
    return any(_FOLDED.search(value) for value in element.values())
