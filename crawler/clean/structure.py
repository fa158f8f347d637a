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
_LogOdds = Callable[[Sequence[float]], float]
_FIRST, _SURE = 16, 1.5
"""Trees that are asked first, and the log odds beyond which the others are not asked: they would
turn the verdict on one block in five thousand, and cost twice as much as all else here."""


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


def are_story(blocks: Sequence[Block], ruled: Sequence[bool], title: str | None) -> list[bool]:
    """Which blocks of a page are story. `ruled` tells which a rule took: one more trait."""
    begin, go_on = _log_odds()
    threshold = load_forest().threshold
    least = math.log(threshold / (1 - threshold))
    told: list[bool] = []
    for row in traits(blocks, ruled, title):
        odds = begin(row) if row else -math.inf
        if row and abs(odds - least) < _SURE:
            odds += go_on(row)
        told.append(odds >= least)
    return told


@cache
def _log_odds() -> tuple[_LogOdds, _LogOdds]:
    """The first trees and the others, each as one Python expression over a row of traits: a seventh
    of the time that walking their nodes takes. Nothing but the numbers of `Forest` goes into it."""
    forest = load_forest()
    return (
        _compiled(forest.trees[:_FIRST], forest.start),
        _compiled(forest.trees[_FIRST:], 0.0),
    )


def _compiled(trees: Sequence[Sequence[_Node]], start: float) -> _LogOdds:
    together = " + ".join((repr(start), *(_expression(tree, 0) for tree in trees)))
    return cast("_LogOdds", eval(f"lambda row: {together}"))  # noqa: S307


def _expression(tree: Sequence[_Node], at: int) -> str:
    trait, threshold, low, high = tree[at]
    if trait < 0:
        return repr(threshold)
    below, above = _expression(tree, low), _expression(tree, high)
    return f"({below} if row[{trait}] <= {threshold!r} else {above})"
