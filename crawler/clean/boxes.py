"""Boxes told by what they call themselves: footers, share bars, sign-up forms, side columns.

Whether a box is one is read off the lxml tree: its tag, id, class and role against the rules, then
its size and the share of it that is links. An archive's pages call their boxes by the same few
names, so which rules ask for a name is looked up once.
"""

from functools import lru_cache

from lxml import etree

from crawler.clean.rules import BoxRule, load_rules, names
from crawler.clean.tree import drop, place, text_of
from crawler.model import Removed

_SELF_NAMED = frozenset("nav header footer aside form menu".split())
_NEVER = frozenset("html body main article pre".split())


def strip_boxes(root: etree._Element) -> list[Removed]:
    """Drop boilerplate boxes from the tree, in place; returns what was dropped."""
    removed: list[Removed] = []
    dropped: set[etree._Element] = set()
    for box in list(root.iter(etree.Element)):
        tag, attributes = str(box.tag), box.items()
        if not (attributes or tag in _SELF_NAMED) or tag in _NEVER:
            continue
        rule = next((rule for rule in _asking_for(names(tag, attributes)) if rule.takes(box)), None)
        if rule and dropped.isdisjoint(box.iterancestors()):
            if text := text_of(box):
                removed.append(Removed(rule.id, text, place(box)))
            drop(box)
            dropped.add(box)
    return removed


@lru_cache(maxsize=4096)
def _asking_for(name: str) -> tuple[BoxRule, ...]:
    """The rules that ask for a box of this name."""
    return tuple(rule for rule in load_rules().boxes if rule.named.search(name))
