"""Export a LightGBM forest as a plain Python module: functions of nested conditions."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from math import floor
from typing import Any

Node = dict[str, Any]
_THRESHOLD = re.compile(r"<= (\S+)")
_NEAR = 250
"""Constants of a function that Python loads with one instruction, as it does the first 256."""
_HEAD = '''"""The trees of `story_blocks.py`, as `benchmarks/extraction/grow.py` wrote them.

Each line is a tree over the traits of a block, by their number in `TRAITS`; the trees add up to
the log odds that it is story. `first` scores all blocks, `rest` those in doubt. Neither takes its
first branch, as the first trait is never negative: see `benchmarks/extraction/trees.py`.
"""
'''


class Kind(Enum):
    """Values of a trait. Python compares two integers, or two floats, twice as fast as one of
    each, and tests a flag faster still."""

    FLAG = "flag"
    """0 or 1."""
    COUNT = "count"
    """An integer."""
    SHARE = "share"
    """Any number."""


def as_module(
    traits: Sequence[str],
    kinds: Sequence[Kind],
    stages: Mapping[str, tuple[int, Sequence[Node]]],
) -> str:
    """Return a module with one function per stage, by its name: the sum of its trees over the first
    so many traits."""
    names = [f"x{number}: float" for number in range(len(traits))]
    listed = "".join(f"    {trait!r},\n" for trait in traits)
    functions = (
        _function(name, ", ".join(names[:count]), trees, kinds)
        for name, (count, trees) in stages.items()
    )
    return "\n".join((_HEAD, f"TRAITS = (\n{listed})\n\n", "\n\n".join(functions)))


def _function(name: str, parameters: str, trees: Sequence[Node], kinds: Sequence[Kind]) -> str:
    sums = "\n        + ".join(_expression(tree, kinds) for tree in trees)
    body = f"    return (\n        {sums}\n    )\n"
    return f"def {name}({parameters}) -> float:\n{_load_first(sums)}{body}"


def _load_first(sums: str) -> str:
    """Format a branch that is never taken: its constants become the function's first ones. A sum
    takes a tenth less time if these are the most frequent thresholds.

    >>> _load_first("(0.5 if x0 <= 2 else -1.0) + (0.25 if x1 <= 0.5 else (1.0 if x0 <= 2 else 0))")
    '    if x0 < 0:\\n        return sum((x0, 2, 0.5))\\n'
    """
    thresholds = Counter(_THRESHOLD.findall(sums)).most_common(_NEAR)
    listed = ", ".join(("x0", *(threshold for threshold, _ in thresholds)))
    return f"    if x0 < 0:\n        return sum(({listed}))\n"


def _expression(node: Node, kinds: Sequence[Kind]) -> str:
    """Format a tree as an expression.

    >>> leaves = {"left_child": {"leaf_value": -1.0}, "right_child": {"leaf_value": 0.25}}
    >>> for kind in Kind:
    ...     _expression({"split_feature": 0, "threshold": 2.5, **leaves}, [kind])
    '(0.25 if x0 else -1.0)'
    '(-1.0 if x0 <= 2 else 0.25)'
    '(-1.0 if x0 <= 2.5 else 0.25)'
    """
    if "leaf_value" in node:
        return repr(round(node["leaf_value"], 4))
    below, above = (_expression(node[f"{side}_child"], kinds) for side in ("left", "right"))
    trait, threshold = node["split_feature"], float(f"{node['threshold']:.6g}")
    match kinds[trait]:
        case Kind.FLAG:
            return f"({above} if x{trait} else {below})"
        case Kind.COUNT:
            return f"({below} if x{trait} <= {floor(threshold)} else {above})"
        case Kind.SHARE:
            return f"({below} if x{trait} <= {threshold} else {above})"
