"""Read a list by itself, if it is the same on every page: parsed, cleaned and shown."""

import re
from functools import cache
from itertools import accumulate, count

from lxml import etree

from crawler.base.text import fold
from crawler.model import Head
from crawler.reading.parse.blocks import outlined
from crawler.reading.parse.head import read_head
from crawler.reading.parse.head.survey import survey
from crawler.reading.parse.lists import COLUMNS, KnownList
from crawler.reading.parse.tree import parse, text_of
from crawler.reading.parse.visible import prune
from crawler.reading.rules import load_rules
from crawler.reading.rules.boxes import running_text, strip_boxes
from crawler.reading.rules.capture_head import SECOND, shown_length

_numbers = count(1)
_FRAME = b"<html><body>%b<p>.</p></body></html>"
"""The paragraph shows whether a gap follows the list."""
_ABOVE = 2
"""Number of the elements around the list in it."""
_TAG = re.compile(
    r"<(?:/(?P<closed>[a-z]+)|!--(?:[^<>-]|-(?!-))*+--|(?P<opened>[a-z]+)"
    r"""(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]*[^\s"'<>=`/]))?)*"""
    r"\s*(?P<empty>/?))>"
)
"""A tag or comment that is parsed in the same way whatever surrounds it."""
_VOID = frozenset(("br", "img"))
_PICTURES = frozenset("circle ellipse g line path polygon polyline rect svg use".split())
_TAGS = frozenset("a b div em i li small span strong ul".split()) | _VOID | _PICTURES


def read_list(markup: bytes) -> KnownList | None:
    """Read a list by itself; return null if it is not like that on every page."""
    tags = _tags(markup)
    if not tags or (element := (root := parse(_FRAME % markup)).find("body/ul")) is None:
        return None
    steps = [(event, each.tag) for event, each in etree.iterwalk(element, ("start", "end"))]
    if steps != tags:
        return None
    text, elements, shown = _text_of(element), len(steps) // 2, shown_length(element)
    if not _is_plain(text, element) or b"S:" in markup or _is_in_head(root, markup):
        return None
    if not _stays_whole(root) or _text_of(element) != text:
        return None
    blocks, boxes, outline = outlined(root)
    if len(blocks) < 2:  # none but that of the frame: its characters are invisible
        return None
    return KnownList(
        number=next(_numbers),
        markup=markup,
        text=text,
        elements=elements,
        depth=max(accumulate(1 if event == "start" else -1 for event, _ in steps)),
        linked=sum(len(text_of(link)) for link in element.iter("a")),
        shown=shown,
        items=[text_of(item) for item in element.iter("li")],
        columns=tuple([getattr(each, name) for each in blocks[:-1]] for name in COLUMNS),
        boxes=[box - _ABOVE for box in boxes[:-1]],
        branch=outline.branch(_ABOVE),
        gap=blocks[-1].gap,
    )


def _text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


def _tags(markup: bytes) -> list[tuple[str, str]]:
    """Return the tags of a list as events of a parser; none if others than usual ones are in it."""
    text = markup.decode(errors="replace")
    steps: list[tuple[str, str]] = []
    tags = [*_TAG.finditer(text)]
    if len(tags) != text.count("<"):
        return []
    for tag in tags:
        if name := tag["closed"]:
            steps.append(("end", name))
            continue
        if not (name := tag["opened"]):
            continue
        if name not in _TAGS:
            return []
        steps.append(("start", name))
        if name in _VOID or (tag["empty"] and name in _PICTURES):
            steps.append(("end", name))
        elif tag["empty"]:
            return []
    return steps


def _is_plain(text: str, element: etree._Element) -> bool:
    """Return whether a list has the same words however its texts are joined, none of an advert, and
    no time of day as banners of archives have."""
    words = fold(text)
    if not words or words != text_of(element) or SECOND.search(text):
        return False
    lower = words.lower()
    return not any(trigger in lower for _, trigger in load_rules().triggers)


def _is_in_head(root: etree._Element, markup: bytes) -> bool:
    """Return whether something of a list is read with the head of its page."""
    elements = [*root.iter()]
    return any(survey(elements)) or read_head(elements, "", markup) != _empty_head()


@cache
def _empty_head() -> Head:
    return read_head([*parse(_FRAME % b"").iter()], "", b"")


def _stays_whole(root: etree._Element) -> bool:
    """Return whether no step of the cleaning removes text from a tree; it may remove pictures."""
    pruned = prune(root)
    elements = [*root.iter()]
    removed = pruned.controls or strip_boxes(root, pruned) or running_text(root)
    return not removed and len(elements) == len([*root.iter()])
