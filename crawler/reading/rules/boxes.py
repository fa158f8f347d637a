"""Boxes told by what they call themselves: footers, share bars, sign-up forms, side columns.

Whether a box is one is read off the lxml tree: its tag, id, class and role against the rules, then
its size and the share of it that is links. An archive's pages call their boxes by the same few
names, so which rules ask for a name is looked up once. An element that holds the page's story is
no box, whatever its name.
"""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from crawler.base.text import fold, is_prose
from crawler.model import Removed
from crawler.reading.parse.tree import GONE, place, take_out, text_of
from crawler.reading.parse.visible import NamedBox
from crawler.reading.rules import BoxRule, load_rules

_NEVER = frozenset("html body main article pre".split())
_STORY_SHARE = 0.75
"""Of the page's running text that an element holds which is no box. Not merely half of it: below a
short story, teasers or a consent notice may be longer than the story."""


def strip_boxes(named: list[NamedBox]) -> list[Removed]:
    """Drop boilerplate boxes from their tree, in place; returns what was dropped."""
    removed: list[Removed] = []
    running: int | None = None
    for box, name in named:
        rules = _asking_for(name)
        if not rules or box.tag in _NEVER or next(box.iterancestors(GONE), None) is not None:
            continue
        rule = next((rule for rule in rules if rule.takes(box)), None)
        if rule is None:
            continue
        if inside := _running_text(box):
            if running is None:
                running = _running_text(named[0][0].getroottree().getroot())
            if inside >= _STORY_SHARE * running:
                continue
            running -= inside
        if text := text_of(box):
            removed.append(Removed(rule.id, text, place(box)))
        box.tag = GONE
    if named:
        take_out(named[0][0].getroottree().getroot())
    return removed


@lru_cache(maxsize=4096)
def _asking_for(name: str) -> tuple[BoxRule, ...]:
    """The rules that ask for a box of this name."""
    return tuple(rule for rule in load_rules().boxes if rule.asks_for(name))


def _running_text(box: etree._Element) -> int:
    """Return how many characters of running text outside of links an element holds."""
    return sum(len(text) for text in map(fold, _texts(box)) if is_prose(text))


def _texts(box: etree._Element) -> Iterator[str]:
    """Yield the runs of text in an element that are no link."""
    for element in box.iter(etree.Element):
        if element.text and element.tag != "a":
            yield element.text
        if element.tail and element is not box:
            yield element.tail
