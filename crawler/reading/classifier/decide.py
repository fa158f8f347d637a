"""Which blocks of a page are its story, told by their structure: for pages nobody wrote rules for.

A forest of decision trees weighs the traits of each block (`traits.py`). Its leaves add up to the
log odds that the block is story. The first trees know the quick traits; where they leave a doubt,
the others are measured, and the last trees asked. The forest was grown by
`benchmarks/extraction/grow.py`, whose head is the statement of its data, and written as a module
of plain Python, `story_trees.py`.
"""

from collections.abc import Sequence

from crawler.base.faults import UsageFault
from crawler.base.text import is_prose
from crawler.reading.classifier import story_trees
from crawler.reading.classifier.surroundings import Surroundings
from crawler.reading.classifier.traits import TRAITS, Traits

DOUBT = 2.0
"""Log odds up to which all trees are asked, of a third of the blocks that are weighed."""
_GOES_ON, _NEXT, _NEAR, _HEADS = -0.8, -2.0, 3, -0.8
"""Log odds from which running text is story that stands few blocks behind story of the same box
and tag; those from which a sentence is that follows right behind it; and those from which a heading
right before story is, and a line inside its box."""
NEVER = -9.0


def are_story(page: Surroundings, ruled: Sequence[bool]) -> list[bool]:
    """Return which blocks of a page are story. `ruled` tells which a rule took: one more trait.

    Raises `UsageFault` where the trees were grown on other traits.
    """
    if story_trees.TRAITS != TRAITS:
        raise UsageFault("story_trees.py: grown on other traits; run benchmarks.extraction.grow")
    measured = Traits(page, ruled)
    odds = [NEVER] * len(page.blocks)
    for number in measured.weighed:
        odds[number] = _weigh(measured, number)
    return decide(odds, page)


def _weigh(measured: Traits, number: int) -> float:
    """Return the log odds that a block is story."""
    quick = measured.quick(number)
    odds = story_trees.first(*quick)
    if odds <= -DOUBT:
        return odds
    if measured.is_appeal(number):
        return NEVER
    return odds if odds >= DOUBT else odds + story_trees.rest(*quick, *measured.slow(number))


def decide(odds: Sequence[float], page: Surroundings) -> list[bool]:
    """Return which blocks are story by their log odds, and in doubt by their neighbours."""
    told, latest = [each >= 0 for each in odds], -_NEAR
    for number, each in enumerate(odds):
        if not told[number] and each > _NEXT and number - latest < _NEAR and latest >= 0:
            told[number] = _goes_on(page, latest, number, each)
        if told[number]:
            latest = number
    for number in reversed(range(len(told) - 1)):
        if odds[number] > _HEADS and told[number + 1] and not told[number]:
            boxes = page.boxes[max(0, number - 1) : number + 2]
            is_between = number > 0 and told[number - 1] and len(set(boxes)) == 1
            told[number] = is_between or page.blocks[number].heading
    return end_with_text(told, page)


def _goes_on(page: Surroundings, latest: int, number: int, odds: float) -> bool:
    """Return whether a block in doubt goes on with the last block of the story before it."""
    if not page.are_siblings(latest, number):
        return False
    if odds > _GOES_ON:
        return page.ended[number] or is_prose(page.texts[number])
    return number - latest == 1 and page.ended[number] and not page.blocks[number].linked


def end_with_text(told: Sequence[bool], page: Surroundings) -> list[bool]:
    """The verdicts without the headings that stand last: what they head is no story."""
    ending = list(told)
    for number in reversed(range(len(ending))):
        if ending[number]:
            if page.ended[number] or not page.blocks[number].heading:
                break
            ending[number] = False
    return ending
