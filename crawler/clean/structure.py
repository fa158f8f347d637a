"""Which blocks of a page are its story, told by their structure: for pages nobody wrote rules for.

A forest of decision trees weighs the traits of each block (`traits.py`). Its leaves add up to the
log odds that the block is story; the last trees are asked only where the first leave a doubt. It
was grown by `benchmarks/extraction/grow.py`, whose head is the statement of its data, and written
as a module of plain Python, `story_trees.py`.
"""

from collections.abc import Sequence

from crawler.clean import story_trees
from crawler.clean.surroundings import Surroundings
from crawler.clean.traits import TRAITS, traits
from crawler.faults import UsageFault
from crawler.text import is_prose

DOUBT = 1.5
"""Log odds up to which all trees are asked, of a quarter of the blocks that are weighed."""
_GOES_ON, _NEAR, _HEADS = -0.8, 3, -0.8
"""Log odds from which running text is story that stands few blocks behind story of the same box
and tag; and those from which a heading right before story is, and a line inside its box."""
_NEVER = -9.0


def are_story(page: Surroundings, ruled: Sequence[bool]) -> list[bool]:
    """Return which blocks of a page are story. `ruled` tells which a rule took: one more trait.

    Raises `UsageFault` where the trees were grown on other traits.
    """
    if story_trees.TRAITS != TRAITS:
        raise UsageFault("story_trees.py: grown on other traits; run benchmarks.extraction.grow")
    return decide([_NEVER if row is None else _weigh(row) for row in traits(page, ruled)], page)


def _weigh(row: tuple[float, ...]) -> float:
    """Return the log odds that a block of these traits is story."""
    odds = story_trees.first(*row)
    return odds + story_trees.rest(*row) if abs(odds) < DOUBT else odds


def decide(odds: Sequence[float], page: Surroundings) -> list[bool]:
    """Return which blocks are story by their log odds, and in doubt by their neighbours."""
    told, latest = [each >= 0 for each in odds], -_NEAR
    for number, each in enumerate(odds):
        if not told[number] and each > _GOES_ON and number - latest < _NEAR and latest >= 0:
            text = page.texts[number]
            is_text = page.ended[number] or is_prose(text)
            told[number] = is_text and page.are_siblings(latest, number)
        if told[number]:
            latest = number
    for number in reversed(range(len(told) - 1)):
        if odds[number] > _HEADS and told[number + 1] and not told[number]:
            boxes = page.boxes[max(0, number - 1) : number + 2]
            is_between = number > 0 and told[number - 1] and len(set(boxes)) == 1
            told[number] = is_between or page.blocks[number].heading
    return end_with_text(told, page)


def end_with_text(told: Sequence[bool], page: Surroundings) -> list[bool]:
    """The verdicts without the headings that stand last: what they head is no story."""
    ending = list(told)
    for number in reversed(range(len(ending))):
        if ending[number]:
            if page.ended[number] or not page.blocks[number].heading:
                break
            ending[number] = False
    return ending
