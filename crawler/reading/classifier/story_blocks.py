"""Classify the blocks of a page as story by structure, for sites without rules of their own.

A forest of decision trees scores the traits of each block (`traits.py`). The sum of its leaves is
the log odds that the block is story. The first trees use only the cheap traits; if their answer is
uncertain, the remaining traits are measured and the remaining trees evaluated. The forest is grown
by `benchmarks/extraction/grow.py`, which documents its training data, and is stored as a plain
Python module, `story_trees.py`.
"""

from collections.abc import Sequence
from itertools import starmap

from crawler.base.faults import UsageFault
from crawler.base.text import is_prose
from crawler.reading.classifier import story_trees
from crawler.reading.classifier.surroundings import Surroundings
from crawler.reading.classifier.traits import TRAITS, Traits

DOUBT = 2.0
"""Absolute log odds below which all trees are evaluated: about a third of the scored blocks."""
_GOES_ON, _NEXT, _NEAR, _HEADS = -0.8, -2.0, 3, -0.8
"""Minimum log odds of three kinds of uncertain blocks near story blocks: running text fewer than
`_NEAR` blocks after a story block with the same box and tag; a sentence directly after one; and a
heading directly before a story block, or a line between two in the same box."""
NEVER = -9.0


def are_story(page: Surroundings, ruled: Sequence[bool]) -> list[bool]:
    """Return for each block whether it is story.

    `ruled` flags the blocks that a rule removes, which is one more trait. Raises `UsageFault` if
    the trees were grown on other traits.
    """
    if story_trees.TRAITS != TRAITS:
        raise UsageFault("story_trees.py: grown on other traits; run benchmarks.extraction.grow")
    return decide(_log_odds(page, Traits(page, ruled)), page)


def _log_odds(page: Surroundings, measured: Traits) -> list[float]:
    """Return for each block the log odds that it is story."""
    odds = [NEVER] * len(page.blocks)
    rows = measured.rows
    likely = [
        (number, each, quick)
        for number, each, quick in zip(
            page.candidates, starmap(story_trees.first, rows), rows, strict=True
        )
        if each > -DOUBT
    ]
    doubtful = {number for number, each, _ in likely if each < DOUBT}
    appeals = measured.appeals_among([number for number, _, _ in likely], doubtful)
    for number, each, quick in likely:
        if number in appeals:
            continue
        if number in doubtful:
            odds[number] = each + story_trees.rest(*quick, *measured.slow(number))
        else:
            odds[number] = each
    return odds


def decide(odds: Sequence[float], page: Surroundings) -> list[bool]:
    """Decide for each block by its log odds, and if they are uncertain, by its neighbours."""
    kept, latest = [each >= 0 for each in odds], -_NEAR
    possible = [number for number, each in enumerate(odds) if each > _NEXT]
    for number in possible:
        if not kept[number] and number - latest < _NEAR and latest >= 0:
            kept[number] = _goes_on(page, latest, number, odds[number])
        if kept[number]:
            latest = number
    for number in reversed(possible):
        is_before = number + 1 < len(kept) and kept[number + 1]
        if is_before and odds[number] > _HEADS and not kept[number]:
            boxes = page.boxes[max(0, number - 1) : number + 2]
            is_between = number > 0 and kept[number - 1] and len(set(boxes)) == 1
            kept[number] = is_between or page.blocks[number].heading
    return end_with_text(kept, page)


def _goes_on(page: Surroundings, latest: int, number: int, odds: float) -> bool:
    """Return whether an uncertain block continues the latest story block before it."""
    if not page.are_siblings(latest, number):
        return False
    if odds > _GOES_ON:
        return page.ended[number] or is_prose(page.texts[number])
    return number - latest == 1 and page.ended[number] and not page.blocks[number].linked


def end_with_text(kept: Sequence[bool], page: Surroundings) -> list[bool]:
    """Return the decisions without trailing headings: what follows them is not story."""
    ending = list(kept)
    for number in reversed(range(len(ending))):
        if ending[number]:
            if page.ended[number] or not page.blocks[number].heading:
                break
            ending[number] = False
    return ending
