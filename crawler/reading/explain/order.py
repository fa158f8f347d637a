"""Page order of kept and removed texts.

Blocks, kept or removed, have ordinals. Elements that a rule removed before the tree was split into
blocks have none; they are searched for among the blocks of the whole page.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate

from crawler.base.text import repair
from crawler.model import Block, Page, Removed
from crawler.reading.explain.values import ExplainedText
from crawler.reading.parse.blocks import blocks
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune

_CONTROL = "control"
"""Reason for texts of buttons and select boxes, which were taken from the tree before."""
_TAKEN = "\0"
"""Placeholder for a letter of a text that is found; it occurs in no page."""
_Shown = tuple[str, str]
"""Place and text of a block."""


def in_page_order(
    page: Page, kept: Iterable[tuple[Block, Iterable[ExplainedText]]], removed: Iterable[Removed]
) -> tuple[ExplainedText, ...]:
    """Return the texts of kept blocks and the removed texts, in page order; buttons last."""
    split = {block.ordinal: ((block.place, block.text), texts) for block, texts in kept}
    elements: list[Removed] = []
    controls: list[ExplainedText] = []
    for each in removed:
        if each.ordinal is not None:
            split[each.ordinal] = (each.place, each.text), (_gone(each),)
        elif each.rule == _CONTROL:
            controls.append(_gone(each))
        else:
            elements.append(each)
    rows = [split[ordinal] for ordinal in sorted(split)]
    shown = [block for block, _ in rows]
    whole = _whole(page) if elements else shown
    places = _places(shown, whole)
    placed = [(at, each) for at, (_, texts) in zip(places, rows, strict=True) for each in texts]
    free = sorted(set(range(len(whole))) - set(places))
    elements.sort(key=lambda each: ((each.place, each.text) not in whole, -len(each.text)))
    placed += zip(_find(elements, whole, free), map(_gone, elements), strict=True)
    return (*(each for _, each in sorted(placed, key=lambda pair: pair[0])), *controls)


def _whole(page: Page) -> list[_Shown]:
    """Return the blocks of a page from which no rule removed anything."""
    root = parse(decode(page).utf8)
    prune(root)
    return [(block.place, block.text) for block in blocks(root)]


def _gone(removed: Removed) -> ExplainedText:
    return ExplainedText("-", removed.rule, removed.place, removed.text)


def _places(shown: list[_Shown], whole: list[_Shown]) -> list[int]:
    """Return each block's position on the whole page: that of the next block equal to it.

    A block from which something was removed has no equal; it gets the position of the one before.
    """
    places: list[int] = []
    last = -1
    for block in shown:
        with suppress(ValueError):
            last = whole.index(block, last + 1)
        places.append(last)
    return places


def _find(elements: Iterable[Removed], whole: list[_Shown], free: list[int]) -> Iterator[int]:
    """Yield the position of each element: a free block, several in a row, or a part of one. No two
    elements get the same letters. One that is not found is placed at the end."""
    blocks = [whole[at] for at in free]
    texts = [_bare(text) for _, text in blocks]
    rest, starts = "".join(texts), [0, *accumulate(map(len, texts))]
    for each in elements:
        text = _bare(repair(each.text))
        if (block := (each.place, each.text)) in blocks:
            at = starts[blocks.index(block)]
            blocks[blocks.index(block)] = _TAKEN, ""
        else:
            at = rest.find(text)
        yield len(whole) if at < 0 else free[bisect(starts, at) - 1]
        if at >= 0:
            rest = f"{rest[:at]}{_TAKEN * len(text)}{rest[at + len(text) :]}"


def _bare(text: str) -> str:
    """Return a text without white space, which differs between a box and its blocks."""
    return "".join(text.split())
