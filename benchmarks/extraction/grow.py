"""Grow the forest that classifies blocks, and write it to `classifier/story_trees.py`.

    python -m benchmarks.extraction.grow FOLDER[=WEIGHT] ...

The training data are three folders:

- the 709 article pages of the development split of WCXB, the Web Content eXtraction Benchmark
  (Murrough Foley, 2026; CC BY 4.0, https://creativecommons.org/licenses/by/4.0/): blogs, guides and
  news, mostly in English;
- 143 news pages of 2023 to 2026 by 103 publishers in 30 countries, with the paragraphs extracted by
  fundus, which has a parser for each publisher (flairNLP; MIT licence). Weight 3;
- 300 invented wire pages in the skins of old archives, written by
  `python -m benchmarks.rendering.corpus FOLDER --count 300 --seed 7`.

The trees contain none of their text, only thresholds on the traits (`crawler/reading/classifier/`).
The words and phrases among the traits were written by hand. A block is labelled story if at least
half of its runs of four words occur in the page's true text. Blocks are weighted by their words,
and pages by the square root of their true text's length, so that a page with few true words among
thousands does not outweigh the rest.

Scores are cross-validated by site: each of five forests is grown on four fifths of the sites and
evaluated on the rest.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.extraction.pages import truths
from benchmarks.extraction.samples import sample
from benchmarks.extraction.trees import Kind, Node, as_module
from crawler.reading.classifier import story_blocks
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
"""Traits that can only count as evidence against a block as they increase, which prevents chance
correlations in the sample."""
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
"""Numpy arrays; untyped, because the type checker may run without numpy."""


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.extraction.grow", description=__doc__)
    parser.add_argument("folders", nargs="+", type=_weighed, metavar="FOLDER[=WEIGHT]")
    options = parser.parse_args(argv)
    data = _Data(options.folders)
    unseen = np.zeros(len(data.labels))
    for known, asked in data.parts(5):
        unseen[asked] = _Forest(data, known).log_odds(data.rows[asked])
    for folder, _ in options.folders:
        print(f"{folder}: on unseen sites {data.score(folder, unseen)}")
    file = Path(story_blocks.__file__).with_name("story_trees.py")
    forest = _Forest(data, np.arange(len(data.labels)))
    file.write_text(as_module(TRAITS, data.kinds(), forest.stages()), encoding="utf-8")
    print(f"{file}: {file.stat().st_size} bytes")
    return 0


def _weighed(folder: str) -> tuple[Path, float]:
    path, _, weight = folder.partition("=")
    return Path(path), float(weight or 1)


class _Data:
    """All blocks of all pages in one table."""

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
        """Yield train and test row numbers of each fold, with the sites kept apart."""
        yield from GroupKFold(count, shuffle=True, random_state=1).split(
            self.rows, groups=self._sites
        )

    def kinds(self) -> list[Kind]:
        """Return the kind of each trait, by its values."""
        return [
            Kind.FLAG
            if np.isin(column, (0, 1)).all()
            else Kind.COUNT
            if (column == np.floor(column)).all()
            else Kind.SHARE
            for column in self.rows.T
        ]

    def score(self, folder: Path, odds: _Array) -> str:
        """Return the mean scores of a folder's pages as text."""
        scores, at = [], 0
        own = set(map(id, self._of[folder]))
        for each in self._samples:
            if id(each) in own:
                scores.append(each.score(odds[at : at + len(each.rows)]))
            at += len(each.rows)
        word, run = fmean(word for word, _ in scores), fmean(run for _, run in scores)
        return f"word F1 {word:.4f}, 4-gram F1 {run:.4f}"


class _Forest:
    """The first trees, which use the quick traits, and the trees that resolve uncertain results."""

    def __init__(self, data: _Data, known: _Array) -> None:
        self._first = self._grow(data, known, _FIRST, len(QUICK), None)
        odds = self._first.predict(data.rows[known][:, : len(QUICK)], raw_score=True)
        self._rest = self._grow(data, known, _REST, len(TRAITS), odds)

    def log_odds(self, rows: _Array) -> _Array:
        """Return the log odds of blocks, computed as in `story_blocks.py`."""
        odds = self._first.predict(rows[:, : len(QUICK)], raw_score=True)
        more = self._rest.predict(rows, raw_score=True)
        return np.where(abs(odds) < story_blocks.DOUBT, odds + more, odds)

    def stages(self) -> dict[str, tuple[int, list[Node]]]:
        """Return the trees of each stage, with the number of traits that they use."""
        first, rest = (
            [tree["tree_structure"] for tree in forest.dump_model()["tree_info"]]
            for forest in (self._first, self._rest)
        )
        return {
            "first": (len(QUICK), first),
            "rest": (len(TRAITS), rest),
        }

    @staticmethod
    def _grow(data: _Data, known: _Array, count: int, traits: int, odds: _Array | None) -> Any:
        """Grow trees on the first `traits` columns, starting from the given log odds."""
        rows = data.rows[known][:, :traits]
        learnt = lightgbm.Dataset(
            rows, data.labels[known], weight=data.weights[known], init_score=odds
        )
        against = [1 if trait in _FOR else -1 if trait in _AGAINST else 0 for trait in TRAITS]
        parameters = {**_PARAMETERS, "monotone_constraints": against[:traits]}
        return lightgbm.train(parameters, learnt, count)


if __name__ == "__main__":
    sys.exit(main())
