"""Which blocks of a page are its story, told by their structure: for pages nobody wrote rules for.

Two small forests of decision trees weigh each block. The first knows its traits (`traits.py`).
Where that leaves a doubt, the second is asked, which also knows the first one's verdicts on the
rest of the page (`verdicts.py`). Both were grown by `benchmarks/extraction/grow.py`, whose head is
the statement of their data; the weights lie beside this module as JSON, so that only Python is
needed to use them.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

import msgspec

from crawler.clean.surroundings import Surroundings
from crawler.clean.traits import TRAITS, traits
from crawler.clean.verdicts import VERDICTS, Verdicts
from crawler.faults import UsageFault
from crawler.model import Block

WEIGHTS = "story-blocks.json"
_Node = tuple[int, float, int, int]
"""Number of a trait, and its threshold; the nodes where it is at most that, and where it is more.
For a leaf the number is -1 and the threshold is what the leaf adds."""
LogOdds = Callable[[Sequence[float]], float]
DOUBT = 2.0
"""Log odds up to which the second forest is asked, of a third of the blocks that are weighed."""


class Forest(msgspec.Struct, frozen=True):
    """Trees whose leaves add up to the log odds that a block is story."""

    start: float
    """Log odds of a block about which nothing is known."""
    trees: tuple[tuple[_Node, ...], ...]


class Weights(msgspec.Struct, frozen=True):
    """What was grown, as it lies in the file."""

    traits: tuple[str, ...]
    """What the first forest knows of a block; the second knows it behind `VERDICTS`."""
    verdicts: tuple[str, ...]
    first: Forest
    second: Forest


class Judge(NamedTuple):
    """The weights, ready to be asked."""

    first: LogOdds
    second: LogOdds


@cache
def load_weights() -> Weights:
    """The shipped weights. Raises `UsageFault` where they were grown on other traits."""
    weights = msgspec.json.decode(files(__package__).joinpath(WEIGHTS).read_bytes(), type=Weights)
    if (weights.traits, weights.verdicts) != (TRAITS, VERDICTS):
        raise UsageFault(f"{WEIGHTS}: grown on other traits; run benchmarks.extraction.grow")
    return weights


def are_story(blocks: Sequence[Block], ruled: Sequence[bool], title: str | None) -> list[bool]:
    """Which blocks of a page are story. `ruled` tells which a rule took: one more trait."""
    judge = _judge()
    page = Surroundings(blocks, title or "")
    rows = traits(page, ruled)
    odds = [None if row is None else judge.first(row) for row in rows]
    verdicts = Verdicts(page, [0.0 if each is None else _likely(each) for each in odds])
    told: list[bool] = []
    for number, (row, each) in enumerate(zip(rows, odds, strict=True)):
        if row is not None and each is not None and abs(each) < DOUBT:
            each = judge.second((*verdicts.of(number), *row))
        told.append(each is not None and each >= 0)
    return end_with_text(told, page)


def _likely(log_odds: float) -> float:
    """Log odds as a probability."""
    return 1 / (1 + math.exp(-log_odds))


def end_with_text(told: Sequence[bool], page: Surroundings) -> list[bool]:
    """The verdicts without the headings that stand last: what they head is no story."""
    ending = list(told)
    for number in reversed(range(len(ending))):
        if ending[number]:
            if page.ended[number] or not page.blocks[number].heading:
                break
            ending[number] = False
    return ending


@cache
def _judge() -> Judge:
    weights = load_weights()
    return Judge(_compiled(weights.first), _compiled(weights.second))


def _compiled(forest: Forest) -> LogOdds:
    """A forest as one Python expression over a row of traits: a seventh of the time that walking
    its nodes takes. Nothing but the numbers of `Forest` goes into it."""
    together = " + ".join((repr(forest.start), *(_expression(tree, 0) for tree in forest.trees)))
    return cast("LogOdds", eval(f"lambda row: {together}"))  # noqa: S307


def _expression(tree: Sequence[_Node], at: int) -> str:
    trait, threshold, low, high = tree[at]
    if trait < 0:
        return repr(threshold)
    below, above = _expression(tree, low), _expression(tree, high)
    return f"({below} if row[{trait}] <= {threshold!r} else {above})"
