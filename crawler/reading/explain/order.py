"""Where in a page its kept and its removed texts stand, so that they can be told in page order."""

from collections import deque
from collections.abc import Iterable, Sequence

from crawler.base.text import repair
from crawler.model import Block, Page, Removed
from crawler.reading.explain.told import Told
from crawler.reading.parse.blocks import blocks
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune

_CONTROL = "control"
"""The reason of what buttons and choices say, which no block holds."""


def in_page_order(
    page: Page, kept: Sequence[tuple[Block, Iterable[Told]]], removed: Iterable[Removed]
) -> tuple[Told, ...]:
    """What is told of each kept block, and of what was removed, as the page shows it."""
    root = parse(decode(page)[0])
    prune(root)
    shown = [(block.place, block.text) for block in blocks(root)]
    places = _places(shown, [(block.place, block.text) for block, _ in kept])
    placed = [(at, each) for at, (_, told) in zip(places, kept, strict=True) for each in told]
    free = {at: _bare(shown[at][1]) for at in sorted(set(range(len(shown))) - set(places))}
    removed = sorted(removed, key=lambda each: each.rule == _CONTROL)
    found = [_take_block(free, shown, each) for each in removed]
    placed += [
        (_take_part(free, shown, each) if at is None else at, _gone(each))
        for at, each in zip(found, removed, strict=True)
    ]
    return tuple(each for _, each in sorted(placed, key=lambda pair: pair[0]))


def _places(shown: list[tuple[str, str]], kept: list[tuple[str, str]]) -> list[float]:
    """For each kept block its number among those shown: the next one of the same place and text.
    One out of which something was taken is not found again: it stands behind the one before it."""
    numbers: dict[tuple[str, str], deque[int]] = {}
    for number, block in enumerate(shown):
        numbers.setdefault(block, deque()).append(number)
    places: list[float] = []
    last = -0.5
    for block in kept:
        of_these = numbers.get(block, deque())
        while of_these and of_these[0] < last:
            of_these.popleft()
        last = of_these.popleft() if of_these else last
        places.append(last)
    return places


def _gone(removed: Removed) -> Told:
    return Told("-", removed.rule, removed.place, removed.text)


def _take_block(
    free: dict[int, str], shown: list[tuple[str, str]], removed: Removed
) -> float | None:
    """Where a removed block stands; what it takes is not free for another. Null for what was no
    block of its own."""
    for at in free:
        if shown[at] == (removed.place, removed.text):
            del free[at]
            return at
    return None


def _take_part(free: dict[int, str], shown: list[tuple[str, str]], removed: Removed) -> float:
    """Where another removed text begins: a row of blocks that were a box, or a part of a block.
    What is not found again, as the words of a button, stands at the end."""
    text = _bare(repair(removed.text))
    begun = [at for at, words in free.items() if text.startswith(words)]
    rows = [_row(free, at, text) for at in begun]
    row = max(rows, key=lambda row: sum(len(free[at]) for at in row), default=[])
    for each in row:
        del free[each]
    return row[0] if row else next((at for at in free if text in free[at]), len(shown))


def _row(free: dict[int, str], start: int, text: str) -> list[int]:
    """The blocks from one on with which the text begins."""
    row: list[int] = []
    for at, words in free.items():
        if at >= start:
            if not text.startswith(words):
                break
            text = text[len(words) :]
            row.append(at)
    return row


def _bare(text: str) -> str:
    """A text without white space, which a box and its blocks do not share."""
    return "".join(text.split())
