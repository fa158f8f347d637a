"""Remove, in place, everything from a page's tree that a reader does not see."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from crawler.model import Removed
from crawler.reading.parse.tree import GONE, place, take_out, text_of

_INVISIBLE = (
    "script", "style", "noscript", "noembed", "iframe", "object", "svg", "title", "map", "head",
)  # fmt: skip
_CONTROLS = frozenset(("button", "select", "textarea"))
"""Form controls: visible, but not text; their words are reported as removed."""
_SPECIAL = _CONTROLS | {"template"}
_MAY_HIDE = tuple(
    etree.XPath(f"descendant-or-self::*/@{name}")  # select attributes: XPath deduplicates elements
    for name in ("hidden", "aria-hidden", "style")
)
_CLASSES = etree.XPath("descendant-or-self::*/@class", smart_strings=False)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
"""In a style in lower case, which is several times faster to search than with `IGNORECASE`."""
_UNSHOWN = re.compile(
    r"(?<![\w-])(?:[\w-]*sr-only|screen-reader-[\w-]+|[\w-]*visually-?hidden[\w-]*)(?![\w-])",
    re.IGNORECASE,
)
"""Classes of screen-reader-only content in the common style sheets."""
_WHOLE = ("h1", "main", "article")
_FOLDED = re.compile(r"collaps|accordion|expand|toggle|faq|tab-?pane|region(?<!\wregion)(?!\w)")
"""Names, in lower case, of boxes that the reader expands: an answer below its question, a slide.
Each begins with a letter, so that `re` skips all others."""
_STREAMED = re.compile(r"[BP]:(\w+)")
"""Id of the placeholder that React's server rendering leaves for a box sent later. That box has the
id `S:` plus the same number, and is hidden until a script moves it (react-dom/server,
`renderToPipeableStream`)."""


@dataclass(frozen=True)
class Pruned:
    """What was read of a page's elements while it was pruned."""

    root: etree._Element
    controls: list[Removed]
    """The words of the form controls."""
    classes: Set[str]
    """The values of the attribute `class`, some of elements that were removed."""

    @cached_property
    def elements(self) -> Sequence[etree._Element]:
        """Return the elements in page order. While they are referenced, lxml need not create them
        again."""
        return [*self.root.iter(etree.Element)]

    def of_classes(self, classes: Set[str]) -> Iterator[etree._Element]:
        """Yield the elements of these classes, as they are written, in page order."""
        if classes:
            for element in self.elements:
                if element.get("class") in classes:
                    yield element


def prune(root: etree._Element) -> Pruned:
    """Remove, in place, what no reader sees (scripts, styles, hidden elements, the head) and form
    controls."""
    take_out(root, *_INVISIBLE)
    may_hide = [value.getparent() for path in _MAY_HIDE for value in path(root)]
    for element in may_hide:
        if element is root or element.tag in _SPECIAL:
            continue
        if _is_hidden(element) and not _is_revealed_later(element):
            element.tag = GONE
    special = [*root.iter(*_SPECIAL)]
    sent = _sent(may_hide) if special else {}
    controls = [control for element in special for control in _take_out(element, sent)]
    pruned = Pruned(root, controls, {*_CLASSES(root)})
    unshown = _for_screen_readers(pruned)
    for element in unshown:
        element.tag = GONE
    if may_hide or special or unshown:
        take_out(root)
    return pruned


def _sent(elements: Sequence[etree._Element]) -> dict[str, list[etree._Element]]:
    """Return the boxes sent after the page, by the number of their placeholder."""
    sent: dict[str, list[etree._Element]] = {}
    for element in elements:
        if (name := element.get("id", "")).startswith("S:"):
            sent.setdefault(name[2:], []).append(element)
    return sent


def _for_screen_readers(page: Pruned) -> list[etree._Element]:
    """Return screen-reader-only elements, by class; keep headlines, which may be shown as a
    picture."""
    if not _may_be_unshown("\n".join(page.classes)):
        return []
    unshown = {each for each in page.classes if _may_be_unshown(each) and _UNSHOWN.search(each)}
    named = page.of_classes(unshown)
    return [element for element in named if element.tag != "h1" and not _is_page(element)]


def _may_be_unshown(names: str) -> bool:
    """Return whether a text may match `_UNSHOWN`: three searches are faster than one regex."""
    return "idden" in names or "sr-only" in names or "screen-reader" in names


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "").lower()):
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
    return _FOLDED.search(" ".join(element.values()).lower()) is not None
