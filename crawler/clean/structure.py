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
_ROUNDS = ((0, 16, 1.5), (16, 40, 1.0), (40, None, 0.0))
"""Which trees are asked in turn, and the log odds beyond which no more are asked: those behind
would turn the verdict on few blocks in ten thousand, and cost more than all else here."""


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
    threshold = load_forest().threshold
    least = math.log(threshold / (1 - threshold))
    told: list[bool] = []
    for row in traits(blocks, ruled, title):
        if row is None:
            told.append(False)
            continue
        beyond = -least
        for log_odds, sure in _rounds():
            beyond += log_odds(row)
            if abs(beyond) > sure:
                break
        told.append(beyond >= 0)
    return told


@cache
def _rounds() -> tuple[tuple[_LogOdds, float], ...]:
    """The trees of each round as one Python expression over a row of traits: a seventh of the time
    that walking their nodes takes. Nothing but the numbers of `Forest` goes into it."""
    forest = load_forest()
    return tuple(
        (_compiled(forest.trees[first:last], 0.0 if first else forest.start), sure)
        for first, last, sure in _ROUNDS
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
