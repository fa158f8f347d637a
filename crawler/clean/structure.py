"""Which blocks of a page are its story, told by their structure: for pages nobody wrote rules for.

A small forest of decision trees weighs the traits of each block (`traits.py`). It was grown by
`benchmarks/extraction/grow.py`, whose head is the statement of its data; its weights lie beside
this module as JSON, so that nothing but Python is needed to use them.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import cast

import msgspec

from crawler.clean.traits import TRAITS, traits
from crawler.faults import UsageFault
from crawler.model import Block

FOREST = "story-blocks.json"
_Node = tuple[int, float, int, int]
"""Number of a trait, and its threshold; the nodes where it is at most that, and where it is more.
For a leaf the number is -1 and the threshold is what the leaf adds."""


class Forest(msgspec.Struct, frozen=True):
    """The weights, as they lie in the file."""

    traits: tuple[str, ...]
    start: float
    """Log odds of a block about which nothing is known."""
    threshold: float
    """Probability from which a block is story."""
    trees: tuple[tuple[_Node, ...], ...]


@cache
def load_forest() -> Forest:
    """The shipped forest. Raises `UsageFault` where it was grown on other traits than are told."""
    forest = msgspec.json.decode(files(__package__).joinpath(FOREST).read_bytes(), type=Forest)
    if forest.traits != TRAITS:
        raise UsageFault(f"{FOREST}: grown on other traits; run benchmarks.extraction.grow")
    return forest


def story_odds(blocks: Sequence[Block], ruled: Sequence[bool], title: str | None) -> list[float]:
    """The probability that each block of a page is story. `ruled` tells which blocks a rule took:
    one more trait among others."""
    log_odds = _log_odds()
    return [
        1 / (1 + math.exp(-log_odds(row))) if row else 0.0 for row in traits(blocks, ruled, title)
    ]


@cache
def _log_odds() -> Callable[[Sequence[float]], float]:
    """The forest as one Python expression over a row of traits: a seventh of the time that walking
    its nodes takes. Nothing but the numbers of `Forest` goes into it."""
    forest = load_forest()
    trees = (_expression(tree, 0) for tree in forest.trees)
    made = eval(f"lambda row: {forest.start!r} + {' + '.join(trees)}")  # noqa: S307
    return cast("Callable[[Sequence[float]], float]", made)


def _expression(tree: Sequence[_Node], at: int) -> str:
    trait, threshold, low, high = tree[at]
    if trait < 0:
        return repr(threshold)
    below, above = _expression(tree, low), _expression(tree, high)
    return f"({below} if row[{trait}] <= {threshold!r} else {above})"
