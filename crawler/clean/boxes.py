"""Boxes told by what they call themselves: footers, share bars, sign-up forms, side columns.

Whether a box is one is read off the lxml tree: its tag, id, class and role against the rules, then
its size and the share of it that is links. An archive's pages call their boxes by the same few
names, so which rules ask for a name is looked up once.
"""

from functools import lru_cache

from lxml import etree

from crawler.clean.rules import BoxRule, load_rules
from crawler.clean.tree import drop, place, text_of
from crawler.clean.visible import Named
from crawler.model import Removed

_NEVER = frozenset("html body main article pre".split())


def strip_boxes(named: list[Named]) -> list[Removed]:
    """Drop boilerplate boxes from their tree, in place; returns what was dropped."""
    removed: list[Removed] = []
    dropped: set[etree._Element] = set()
    for box, name in named:
        rules = _asking_for(name)
        if not rules or box.tag in _NEVER or not dropped.isdisjoint(box.iterancestors()):
            continue
        rule = next((rule for rule in rules if rule.takes(box)), None)
        if rule:
            if text := text_of(box):
                removed.append(Removed(rule.id, text, place(box)))
            drop(box)
            dropped.add(box)
    return removed


@lru_cache(maxsize=4096)
def _asking_for(name: str) -> tuple[BoxRule, ...]:
    """The rules that ask for a box of this name."""
    return tuple(rule for rule in load_rules().boxes if rule.named.search(name))
