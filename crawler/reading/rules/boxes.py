"""Remove boxes that are named as boilerplate: footers, share bars, sign-up forms, sidebars.

A box is matched in the lxml tree: first its tag, id, class and role, then its size and its share of
links. The pages of an archive use the same few names, so the rules that apply to a name are cached.
An element that holds the story is kept, whatever its name.
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
"""Minimum share of the page's running text in an element that is kept. Half is not enough: teasers
or a consent notice can be longer than a short story."""


def strip_boxes(named: list[NamedBox]) -> list[Removed]:
    """Remove boilerplate boxes from their tree in place, and return what was removed."""
    removed: list[Removed] = []
    running: int | None = None
    for box, name in named:
        rules = _may_match(name)
        if not rules or box.tag in _NEVER or next(box.iterancestors(GONE), None) is not None:
            continue
        rule = next((rule for rule in rules if rule.matches(box)), None)
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
def _may_match(name: str) -> tuple[BoxRule, ...]:
    """Return the rules that apply to boxes of this name."""
    return tuple(rule for rule in load_rules().boxes if rule.may_match(name))


def _running_text(box: etree._Element) -> int:
    """Return the characters of running text in an element, excluding links."""
    return sum(len(text) for text in map(fold, _texts(box)) if is_prose(text))


def _texts(box: etree._Element) -> Iterator[str]:
    """Yield the runs of text in an element, excluding links."""
    for element in box.iter(etree.Element):
        if element.text and element.tag != "a":
            yield element.text
        if element.tail and element is not box:
            yield element.tail
