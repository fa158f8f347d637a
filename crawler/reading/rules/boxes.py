"""Remove boxes that are named as boilerplate: footers, share bars, sign-up forms, sidebars.

A box is matched in the lxml tree: first its tag, id, class and role, then its size and its share of
links. The pages of an archive use the same few names, so the rules that apply to a name are cached,
and each distinct name of a page is matched once.
An element that holds the story is kept, whatever its name.
"""

from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter

from lxml import etree

from crawler.base.text import PROSE_LEAST, fold, is_prose
from crawler.model import Removed
from crawler.reading.parse.lists import LIST
from crawler.reading.parse.tree import GONE, place, take_out, text_of
from crawler.reading.parse.visible import Pruned
from crawler.reading.rules import load_rules, without_layout
from crawler.reading.rules.element_names import OTHER_ATTRIBUTES, is_name, names_of

_NEVER = frozenset(("button", "select", "textarea", GONE, *"html body main article pre".split()))
"""Elements that are never boxes. A control that was not removed contains the story."""
_TAG = attrgetter("tag")
_OTHER_NAMES = tuple(etree.XPath(f"descendant-or-self::*/@{name}") for name in OTHER_ATTRIBUTES)
_NO_PROSE = frozenset(("a", LIST))
_STORY_SHARE = 0.75
"""Minimum share of the page's running text in an element that is kept. Half is not enough: teasers
or a consent notice can be longer than a short story."""


def strip_boxes(root: etree._Element, pruned: Pruned) -> list[Removed]:
    """Remove boilerplate boxes from the tree in place, and return what was removed. `pruned` is
    what `prune` returned for this tree."""
    removed: list[Removed] = []
    running: int | None = None
    found = False
    for box in _named(root, pruned):
        if box.tag in _NEVER or next(box.iterancestors(GONE), None) is not None:
            continue
        numbers = {number for name in names_of(box) for number in _rules_for(name)}
        rules = (load_rules().boxes[number] for number in sorted(numbers))
        text = text_of(box)
        rule = next((rule for rule in rules if rule.matches(box, text)), None)
        if rule is None:
            continue
        if inside := running_text(box):
            if running is None:
                running = running_text(root)
            if inside >= _STORY_SHARE * running:
                continue
            running -= inside
        if text:
            removed.append(Removed(rule.id, text, place(box)))
        box.tag = GONE
        found = True
    if found:
        take_out(root)
    return removed


def _named(root: etree._Element, pruned: Pruned) -> Iterator[etree._Element]:
    """Return the elements of a page with a name to which a rule applies, in page order. All loops
    over elements are in C."""
    found = {
        name.getparent()
        for names in _OTHER_NAMES
        for name in names(root)
        if _rules_for(str(name))  # not lxml's, which keeps its page in memory, in the cache
    }
    tags = [tag for tag in {*map(_TAG, pruned.elements)} if is_name(tag) and _rules_for(tag)]
    if tags:
        found.update(root.iter(*tags))
    by_class = pruned.of_classes({*filter(_rules_for, pruned.classes)})
    if not found:
        return by_class
    found.update(by_class)
    return filter(found.__contains__, pruned.elements)


@lru_cache(maxsize=2048)
def _rules_for(name: str) -> frozenset[int]:
    """Return the numbers of the rules that apply to boxes with this name."""
    bare, boxes = without_layout(name), enumerate(load_rules().boxes)
    return frozenset(number for number, rule in boxes if rule.named.search(bare))


def running_text(box: etree._Element) -> int:
    """Return the characters of running text in an element, excluding links."""
    return sum(len(text) for text in map(fold, _long_texts(box)) if is_prose(text))


def _long_texts(box: etree._Element) -> Iterator[str]:
    """Yield the runs of text in an element that are long enough for prose, excluding links."""
    for element in box.iter(etree.Element):
        text, tail = element.text, element.tail
        if text and len(text) >= PROSE_LEAST and element.tag not in _NO_PROSE:
            yield text
        if tail and len(tail) >= PROSE_LEAST and element is not box:
            yield tail
