"""Grow the forests that tell story blocks from others; write them to `crawler/clean/`.

Statement of the data: the 709 article pages of the development split of WCXB, the Web Content
eXtraction Benchmark (Murrough Foley, 2026; CC BY 4.0, https://creativecommons.org/licenses/by/4.0/),
pages of blogs, guides and news, mostly English. No text of them is in the weights: only thresholds
on the traits of `crawler/clean/traits.py` and `verdicts.py`. A block is called story when half of
its runs of four words are in the page's true text. Blocks weigh by their words; pages by the root
of their truth's length, so that no page of a few true words among thousands of others outweighs the
rest.

The second forest learns from verdicts of trees that had not seen the page, as it will be asked.
What is told of quality is told of sites that neither had seen: five pairs of forests, each grown on
four fifths of the sites and asked about the last.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.extraction.pages import truths
from benchmarks.extraction.samples import Sample, sample
from crawler.clean import structure
from crawler.clean.structure import Forest, Weights
from crawler.clean.traits import TRAITS
from crawler.clean.verdicts import VERDICTS, Verdicts

try:
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import GroupKFold
except ImportError:
    sys.exit("benchmarks.extraction.grow: needs numpy and scikit-learn")

_FOR = ("story",)
_AGAINST = ("calls", "disclaims", "ruled")
_Array = Any
"""Of numpy, which has no types where the peers are not installed."""


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.extraction.grow", description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    data = _Data([sample(truth) for truth in truths(options.folder)])
    unseen = np.zeros(len(data.labels))
    for known, asked in data.parts(5, data.all):
        unseen[asked] = _grow(data, known).ask(data, asked)
    print(f"word F1 on unseen sites {data.score(unseen >= 0.5):.4f}")
    file = Path(structure.__file__).with_name(structure.WEIGHTS)
    file.write_bytes(msgspec.json.encode(_grow(data, data.all).written()) + b"\n")
    print(f"{file}: {file.stat().st_size} bytes")
    return 0


class _Data:
    """The blocks of all pages in one table."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        self.rows = np.array([row for each in samples for row in each.rows])
        self.labels = np.array([label for each in samples for label in each.labels])
        self.weights = np.array([weight for each in samples for weight in each.weights])
        self.all = np.arange(len(self.labels))
        self._sites = np.array([each.host for each in samples for _ in each.rows])

    def parts(self, count: int, numbers: _Array) -> Iterator[tuple[_Array, _Array]]:
        """Some rows by their numbers, parted by site: those to know and those to be asked about."""
        split = GroupKFold(count, shuffle=True, random_state=1)
        for known, asked in split.split(numbers, groups=self._sites[numbers]):
            yield numbers[known], numbers[asked]

    def beside(self, story: _Array) -> _Array:
        """The rows with what the verdicts on their pages say in front; `story` is how likely each
        row is story."""
        told: list[tuple[float, ...]] = []
        at = 0
        for each in self.samples:
            of_page = [0.0] * len(each.words)
            for number in each.numbers:
                of_page[number] = float(story[at])
                at += 1
            verdicts = Verdicts(each.page, of_page)
            told += [verdicts.of(number) for number in each.numbers]
        return np.hstack([np.array(told), self.rows])

    def score(self, told: _Array) -> float:
        """The mean word F1 over the pages."""
        total, at = 0.0, 0
        for each in self.samples:
            total += each.score(told[at : at + len(each.rows)])
            at += len(each.rows)
        return total / len(self.samples)


class _Pair:
    """Two forests that were grown together."""

    def __init__(self, first: Any, second: Any) -> None:
        self._first, self._second = first, second

    def ask(self, data: _Data, numbers: _Array) -> _Array:
        """How likely some rows are story."""
        story = self._first.predict_proba(data.rows)[:, 1]
        in_doubt = np.abs(np.log(story / (1 - story))) < structure.DOUBT
        anew = self._second.predict_proba(data.beside(story))[:, 1]
        return np.where(in_doubt, anew, story)[numbers]

    def written(self) -> Weights:
        """As `structure` reads it."""
        return Weights(TRAITS, VERDICTS, _forest(self._first), _forest(self._second))


def _grow(data: _Data, known: _Array) -> _Pair:
    story = np.zeros(len(data.labels))
    for inner, asked in data.parts(4, known):
        story[asked] = _fit(_first(), data, data.rows, inner).predict_proba(data.rows[asked])[:, 1]
    second = _fit(_second(), data, data.beside(story), known)
    return _Pair(_fit(_first(), data, data.rows, known), second)


def _fit(model: Any, data: _Data, rows: _Array, known: _Array) -> Any:
    return model.fit(rows[known], data.labels[known], sample_weight=data.weights[known])


def _first() -> Any:
    """Asked of every block: few trees that learn fast."""
    return _model(TRAITS, max_iter=24, learning_rate=0.3)


def _second() -> Any:
    return _model((*VERDICTS, *TRAITS), max_iter=90, learning_rate=0.15)


def _model(traits: Sequence[str], **options: float) -> Any:
    return HistGradientBoostingClassifier(
        monotonic_cst=[_direction(trait) for trait in traits],
        max_depth=5, l2_regularization=5, min_samples_leaf=40, random_state=1, **options
    )  # fmt: skip


def _direction(trait: str) -> int:
    """Whether more of a trait can only speak for story (1), against it (-1), or either (0)."""
    if trait in _FOR:
        return 1
    return -1 if trait in _AGAINST else 0


def _forest(model: Any) -> Forest:
    return Forest(
        start=round(float(model._baseline_prediction.ravel()[0]), 5),
        trees=tuple(
            tuple(
                (-1, round(float(node["value"]), 5), 0, 0)
                if node["is_leaf"]
                else (
                    int(node["feature_idx"]),
                    float(f"{node['num_threshold']:.6g}"),
                    int(node["left"]),
                    int(node["right"]),
                )
                for node in tree.nodes
            )
            for (tree,) in model._predictors
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
