"""Positions of kept and removed texts in a page, to list them in page order."""

from collections import deque
from collections.abc import Iterable, Sequence

from crawler.base.text import repair
from crawler.model import Block, Page, Removed
from crawler.reading.explain.values import ExplainedText
from crawler.reading.parse.blocks import blocks
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune

_CONTROL = "control"
"""Reason for texts of buttons and select boxes, which are not in any block."""


def in_page_order(
    page: Page, kept: Sequence[tuple[Block, Iterable[ExplainedText]]], removed: Iterable[Removed]
) -> tuple[ExplainedText, ...]:
    """Return the texts of kept blocks and the removed texts, in page order."""
    root = parse(decode(page).utf8)
    prune(root)
    shown = [(block.place, block.text) for block in blocks(root)]
    places = _places(shown, [(block.place, block.text) for block, _ in kept])
    placed = [(at, each) for at, (_, texts) in zip(places, kept, strict=True) for each in texts]
    free = {at: _bare(shown[at][1]) for at in sorted(set(range(len(shown))) - set(places))}
    removed = sorted(removed, key=lambda each: each.rule == _CONTROL)
    found = [_take_block(free, shown, each) for each in removed]
    placed += [
        (_take_part(free, shown, each) if at is None else at, _gone(each))
        for at, each in zip(found, removed, strict=True)
    ]
    return tuple(each for _, each in sorted(placed, key=lambda pair: pair[0]))


def _places(shown: list[tuple[str, str]], kept: list[tuple[str, str]]) -> list[float]:
    """Return each kept block's position among the shown ones: the next with equal place and text.

    A block from which something was removed has no equal; it gets the position of the one before.
    """
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


def _gone(removed: Removed) -> ExplainedText:
    return ExplainedText("-", removed.rule, removed.place, removed.text)


def _take_block(
    free: dict[int, str], shown: list[tuple[str, str]], removed: Removed
) -> float | None:
    """Return the position of a removed block and mark it as used; None if not a whole block."""
    for at in free:
        if shown[at] == (removed.place, removed.text):
            del free[at]
            return at
    return None


def _take_part(free: dict[int, str], shown: list[tuple[str, str]], removed: Removed) -> float:
    """Return the position of a removed text that spans several blocks or is part of one.

    A text that is not found, such as that of a button, is placed at the end.
    """
    text = _bare(repair(removed.text))
    begun = [at for at, words in free.items() if text.startswith(words)]
    rows = [_row(free, at, text) for at in begun]
    row = max(rows, key=lambda row: sum(len(free[at]) for at in row), default=[])
    for each in row:
        del free[each]
    return row[0] if row else next((at for at in free if text in free[at]), len(shown))


def _row(free: dict[int, str], start: int, text: str) -> list[int]:
    """Return the positions of consecutive blocks, from `start`, that make up the text's start."""
    row: list[int] = []
    for at, words in free.items():
        if at >= start:
            if not text.startswith(words):
                break
            text = text[len(words) :]
            row.append(at)
    return row


def _bare(text: str) -> str:
    """Return a text without white space, which differs between a box and its blocks."""
    return "".join(text.split())
