"""A copy of a page for a sandboxed frame: without scripts and addresses, its texts marked.

Tags and attributes are those of a list, everything else is left out. So nothing of the page can
run or load, whatever the frame permits.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from html import escape
from typing import NamedTuple

from lxml import etree

from crawler.inspector.alignment import Piece, align
from crawler.model import Page
from crawler.reading.explain.values import ExplainedText
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune

_LEFT_OUT = frozenset(
    "script noscript style template iframe frame object embed applet audio video source track link"
    " meta base title svg map noembed param portal fencedframe canvas head".split()
)
_OTHER = {
    **dict.fromkeys(("xmp", "listing", "plaintext"), "pre"),  # their content would be no markup
    **dict.fromkeys(("frameset", "noframes", "marquee", "html"), "div"),
    **dict.fromkeys(("math", "image"), "span"),
}
"""Tags that are replaced."""
_TAG = re.compile(r"[a-z][a-z0-9-]{0,40}")
_ATTRIBUTES = frozenset(
    "id class style dir lang align valign width height bgcolor color size face border cellpadding"
    " cellspacing colspan rowspan nowrap hidden alt start reversed noshade clear hspace vspace"
    " cols rows span scope text".split()
)
_VOID = frozenset("area br col hr img input wbr".split())
_DISABLED = frozenset("button input select textarea fieldset".split())
_BARE = frozenset("select option optgroup textarea".split())
"""Elements that hold text only."""
_LOADS = re.compile(r"@import[^;]*;?|(?:url|image-set|src)\s*\([^)]*\)?", re.IGNORECASE)
"""What would load something in a style sheet; where it is written otherwise, the frame forbids
it."""
MARK = "wire-text"
"""Name of the element around a marked text; its attribute `n` is the number of the text."""


class MarkedPage(NamedTuple):
    """A copy of a page."""

    html: str
    marked: frozenset[int]
    """Numbers of the texts that were found in it."""


class _Node(NamedTuple):
    """A text node: the text of an element, or what follows it."""

    element: etree._Element
    is_tail: bool
    text: str
    is_seen: bool
    """Whether the reader sees it; other texts are not searched for, except in buttons."""


def mark_page(page: Page, texts: Sequence[ExplainedText]) -> MarkedPage:
    """Return a copy of a page in which the texts are marked. Raises `Fault` if it cannot be
    read."""
    root = parse(decode(page).utf8)
    nodes = list(_nodes(root))
    seen = [number for number, node in enumerate(nodes) if node.is_seen]
    hidden = [number for number, node in enumerate(nodes) if not node.is_seen]
    numbered = [(number, each.text) for number, each in enumerate(texts)]
    pieces: dict[int, list[Piece]] = {}
    for some in (seen, hidden):
        found = align([nodes[number].text for number in some], numbered)
        pieces |= dict(zip(some, found, strict=True))
        marked = {piece.text for some in pieces.values() for piece in some}
        numbered = [(number, text) for number, text in numbered if number not in marked]
    by_place = {(node.element, node.is_tail): pieces[n] for n, node in enumerate(nodes)}
    signs = [str(each.sign) for each in texts]
    body = "".join(_written(root, by_place, signs))
    return MarkedPage(f"{_head(root)}{body}", frozenset(marked))


def _nodes(root: etree._Element) -> Iterator[_Node]:
    """Yield the text nodes of a tree in page order."""
    copy = deepcopy(root)
    originals, copies = list(root.iter()), list(copy.iter())
    prune(copy)
    left = set(copy.iter())
    seen = {each for each, twin in zip(originals, copies, strict=True) if twin in left}
    inside = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_left_out = element.tag in _LEFT_OUT
        inside += is_left_out if event == "start" else -is_left_out
        if inside:
            continue
        if event == "start" and element.text:
            yield _Node(element, False, element.text, element in seen)
        elif event == "end" and element.tail:
            above = element.getparent()
            yield _Node(element, True, element.tail, above is not None and above in seen)


def _head(root: etree._Element) -> str:
    """Return the style sheets that are on the page itself."""
    sheets = "\n".join(_harmless("".join(style.itertext())) for style in root.iter("style"))
    closed = sheets.replace("</", "<\\/")
    return f"<style>{closed}</style>"


def _written(
    root: etree._Element, pieces: dict[tuple[etree._Element, bool], list[Piece]], signs: list[str]
) -> Iterator[str]:
    """Yield the markup of a tree."""
    inside = 0
    bare = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        is_left_out = tag in _LEFT_OUT
        if event == "start":
            inside += is_left_out
            if not inside:
                bare += tag in _BARE
                yield _start(element)
                found = [] if bare else pieces.get((element, False), [])
                yield from _text(element.text or "", found, signs)
            continue
        if not inside:
            bare -= tag in _BARE
            if tag not in _VOID:
                yield f"</{_name(tag)}>"
        inside -= is_left_out
        if not inside and element.tail:
            yield from _text(element.tail, [] if bare else pieces.get((element, True), []), signs)


def _start(element: etree._Element) -> str:
    tag = str(element.tag)
    kept = [
        f' {name}="{escape(_harmless(value) if name == "style" else value)}"'
        for name, value in element.items()
        if name in _ATTRIBUTES
    ]
    if tag in _DISABLED:
        kept.append(" disabled")
    if tag == "details":
        kept.append(" open")
    return f"<{_name(tag)}{''.join(kept)}>"


def _name(tag: str) -> str:
    tag = _OTHER.get(tag, tag)
    return tag if _TAG.fullmatch(tag) and tag != MARK else "span"


def _text(text: str, pieces: list[Piece], signs: list[str]) -> Iterator[str]:
    """Yield a text node with its pieces marked."""
    at = 0
    for start, end, number in pieces:
        yield escape(text[at:start], quote=False)
        words = escape(text[start:end], quote=False)
        yield f'<{MARK} n="{number}" s="{signs[number]}">{words}</{MARK}>'
        at = end
    yield escape(text[at:], quote=False)


def _harmless(css: str) -> str:
    return _LOADS.sub("", css)
