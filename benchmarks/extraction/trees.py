"""Export a LightGBM forest as a plain Python module: two functions of nested conditions."""

from collections.abc import Sequence
from typing import Any

Node = dict[str, Any]
_HEAD = '''"""The trees of `decide.py`, as `benchmarks/extraction/grow.py` wrote them.

Each line is a tree over the traits of a block, by their number in `TRAITS`; the trees add up to
the log odds that it is story. `first` is asked of all blocks, `rest` of those in doubt.
"""
'''


def as_module(
    traits: Sequence[str], quick: int, first: Sequence[Node], rest: Sequence[Node]
) -> str:
    """Return a module of two lists of trees; the first list uses only the first `quick` traits."""
    names = [f"x{number}: float" for number in range(len(traits))]
    listed = "".join(f"    {trait!r},\n" for trait in traits)
    return "\n".join(
        (
            _HEAD,
            f"TRAITS = (\n{listed})\n\n",
            _function("first", ", ".join(names[:quick]), first),
            "\n",
            _function("rest", ", ".join(names), rest),
        )
    )


def _function(name: str, parameters: str, trees: Sequence[Node]) -> str:
    sums = "\n        + ".join(_expression(tree) for tree in trees)
    return f"def {name}({parameters}) -> float:\n    return (\n        {sums}\n    )\n"


def _expression(node: Node) -> str:
    """Format a tree as an expression.

    >>> _expression({"split_feature": 3, "threshold": 0.5, "left_child": {"leaf_value": -1.0},
    ...     "right_child": {"leaf_value": 0.25}})
    '(-1.0 if x3 <= 0.5 else 0.25)'
    """
    if "leaf_value" in node:
        return repr(round(node["leaf_value"], 4))
    below, above = _expression(node["left_child"]), _expression(node["right_child"])
    threshold = float(f"{node['threshold']:.6g}")
    return f"({below} if x{node['split_feature']} <= {threshold} else {above})"
