"""Grow the forest that classifies blocks, into `crawler/reading/classifier/story_trees.py`.

    python -m benchmarks.extraction.grow FOLDER[=WEIGHT] ...

Statement of the data, three folders:

- the 709 article pages of the development split of WCXB, the Web Content eXtraction Benchmark
  (Murrough Foley, 2026; CC BY 4.0, https://creativecommons.org/licenses/by/4.0/), pages of blogs,
  guides and news, mostly English;
- 143 news pages of 2023 to 2026 by 103 publishers in 30 countries, with their paragraphs as the
  publishers' own parsers of fundus read them (flairNLP; MIT licence). Each weighs as three;
- 300 invented wire pages in the skins of old archives, written by
  `python -m tests.rendering.corpus FOLDER --count 300 --seed 7`. Each weighs as a half.

No text of them is in the trees: only thresholds on the traits (`crawler/reading/classifier/`). The
words and phrases among the traits were written by hand. A block is called story when half of its
runs of four words are in the page's true text. Blocks weigh by their words; pages by the root of
their truth's length, so that no page of a few true words among thousands of others outweighs the
rest.

What is told of quality is told of sites that the trees had not seen: five forests, each grown on
four fifths of the sites and asked about the last.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.extraction.pages import truths
from benchmarks.extraction.samples import sample
from benchmarks.extraction.trees import Node, as_module
from crawler.reading.classifier import decide as structure
from crawler.reading.classifier.traits import QUICK, TRAITS

try:
    import lightgbm
    import numpy as np
    from sklearn.model_selection import GroupKFold
except ImportError:
    sys.exit("benchmarks.extraction.grow: needs lightgbm, numpy and scikit-learn")

_FIRST, _REST = 30, 120
_AGAINST = frozenset(
    (
        *("appeals", "appeals by words", "ruled", "repeated", "linked"),
        "story links of branch",
        *(
            f"{whose} {name}"
            for whose in ("branch", "own")
            for name in ("comment", "consent", "advert", "unseen", "related", "picture")
        ),
    )
)
"""Traits of which more can only speak against a block, so that a page is not told by an accident
of the sample."""
_FOR = frozenset(("in stated body",))
_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.12,
    "num_leaves": 24,
    "max_depth": 6,
    "max_bin": 63,
    "feature_fraction": 0.4,
    "min_data_in_leaf": 30,
    "min_sum_hessian_in_leaf": 1.0,
    "lambda_l2": 5,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
    "verbose": -1,
}
_Array = Any
"""Of numpy, which has no types where the peers are not installed."""


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.extraction.grow", description=__doc__)
    parser.add_argument("folders", nargs="+", type=_weighed, metavar="FOLDER[=WEIGHT]")
    options = parser.parse_args(argv)
    data = _Data(options.folders)
    unseen = np.zeros(len(data.labels))
    for known, asked in data.parts(5):
        unseen[asked] = _Forest(data, known).weigh(data.rows[asked])
    for folder, _ in options.folders:
        print(f"{folder}: on unseen sites {data.score(folder, unseen)}")
    file = Path(structure.__file__).with_name("story_trees.py")
    forest = _Forest(data, np.arange(len(data.labels)))
    file.write_text(as_module(TRAITS, len(QUICK), *forest.trees()), encoding="utf-8")
    print(f"{file}: {file.stat().st_size} bytes")
    return 0


def _weighed(folder: str) -> tuple[Path, float]:
    path, _, weight = folder.partition("=")
    return Path(path), float(weight or 1)


class _Data:
    """The blocks of all pages in one table."""

    def __init__(self, folders: Sequence[tuple[Path, float]]) -> None:
        self._of = {
            folder: [sample(truth, weight) for truth in truths(folder)]
            for folder, weight in folders
        }
        samples = self._samples = [each for folder in self._of.values() for each in folder]
        self.rows = np.array([row for each in samples for row in each.rows], dtype=float)
        self.labels = np.array([label for each in samples for label in each.labels])
        self.weights = np.array([weight for each in samples for weight in each.weights])
        self._sites = np.array([each.site for each in samples for _ in each.rows])

    def parts(self, count: int) -> Iterator[tuple[_Array, _Array]]:
        """The rows by their numbers, parted by site: those to know and those to be asked about."""
        yield from GroupKFold(count, shuffle=True, random_state=1).split(
            self.rows, groups=self._sites
        )

    def score(self, folder: Path, odds: _Array) -> str:
        """The mean scores of the pages of a folder."""
        scores, at = [], 0
        own = set(map(id, self._of[folder]))
        for each in self._samples:
            if id(each) in own:
                scores.append(each.score(odds[at : at + len(each.rows)]))
            at += len(each.rows)
        word, run = fmean(word for word, _ in scores), fmean(run for _, run in scores)
        return f"word F1 {word:.4f}, 4-gram F1 {run:.4f}"


class _Forest:
    """The first trees, which know the quick traits, and those that are asked where they doubt."""

    def __init__(self, data: _Data, known: _Array) -> None:
        self._first = self._grow(data, known, _FIRST, len(QUICK), None)
        odds = self._first.predict(data.rows[known][:, : len(QUICK)], raw_score=True)
        self._rest = self._grow(data, known, _REST, len(TRAITS), odds)

    def weigh(self, rows: _Array) -> _Array:
        """Return the log odds of blocks, as `structure.py` asks for them."""
        odds = self._first.predict(rows[:, : len(QUICK)], raw_score=True)
        more = self._rest.predict(rows, raw_score=True)
        return np.where(abs(odds) < structure.DOUBT, odds + more, odds)

    def trees(self) -> Iterator[list[Node]]:
        """The trees of both."""
        for forest in (self._first, self._rest):
            yield [tree["tree_structure"] for tree in forest.dump_model()["tree_info"]]

    @staticmethod
    def _grow(data: _Data, known: _Array, count: int, traits: int, odds: _Array | None) -> Any:
        """Grow trees over the first of the traits, from the log odds that others give."""
        rows = data.rows[known][:, :traits]
        learnt = lightgbm.Dataset(
            rows, data.labels[known], weight=data.weights[known], init_score=odds
        )
        against = [1 if trait in _FOR else -1 if trait in _AGAINST else 0 for trait in TRAITS]
        parameters = {**_PARAMETERS, "monotone_constraints": against[:traits]}
        return lightgbm.train(parameters, learnt, count)


if __name__ == "__main__":
    sys.exit(main())
