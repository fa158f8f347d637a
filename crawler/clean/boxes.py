"""Boxes told by what they call themselves: footers, share bars, sign-up forms, side columns.

Whether a box is one is read off the lxml tree: its tag, id, class and role against the rules, then
its size and the share of it that is links.
"""

from lxml import etree

from crawler.clean.rules import Rules, names
from crawler.clean.tree import drop, place, text_of
from crawler.model import Removed

_SELF_NAMED = frozenset("nav header footer aside form menu".split())
_NEVER = frozenset("html body main article pre".split())


def strip_boxes(root: etree._Element, rules: Rules) -> list[Removed]:
    """Drop boilerplate boxes from the tree, in place; returns what was dropped."""
    removed: list[Removed] = []
    dropped: set[etree._Element] = set()
    for box in list(root.iter(etree.Element)):
        if not (box.attrib or box.tag in _SELF_NAMED) or box.tag in _NEVER:
            continue
        name = names(box)
        if not rules.box_name.search(name):
            continue
        rule = next((rule for rule in rules.boxes if rule.takes(box, name)), None)
        if rule and dropped.isdisjoint(box.iterancestors()):
            if text := text_of(box):
                removed.append(Removed(rule.id, text, place(box)))
            drop(box)
            dropped.add(box)
    return removed
