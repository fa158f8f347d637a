"""Grow the forest that tells story blocks from others; write it to `crawler/clean/`.

Statement of the data: the 709 article pages of the development split of WCXB, the Web Content
eXtraction Benchmark (Murrough Foley, 2026; CC BY 4.0, https://creativecommons.org/licenses/by/4.0/),
pages of blogs, guides and news, mostly English. No text of them is in the weights: only thresholds
on the traits of `crawler/clean/traits.py`. A block is called story when half of its runs of four
words are in the page's true text. Blocks weigh by their words; pages by the root of their truth's
length, so that no page of a few true words among thousands of others outweighs the rest.

What is told of quality is told of pages that the trees had not seen: five forests, each grown on
four fifths of the pages and asked about the last.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from benchmarks.extraction.pages import Truth, truths
from crawler.clean import structure
from crawler.clean.extract import shown
from crawler.clean.head import read_title
from crawler.clean.intake import decode
from crawler.clean.structure import Forest
from crawler.clean.traits import TRAITS, traits
from crawler.clean.tree import parse
from crawler.clean.visible import prune

try:
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import GroupKFold
except ImportError:
    sys.exit("benchmarks.extraction.grow: needs numpy and scikit-learn")

_TOKEN = re.compile(r"\w+")
_RUN = 4
"""Words of a run."""
_FEW, _MANY = 8, 100
"""A block weighs as many words at least, and at most: a label is as wrong as a short line."""
_THRESHOLDS = (0.35, 0.4, 0.45, 0.5, 0.55)


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.extraction.grow", description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    pages = [_Sample(truth) for truth in truths(options.folder)]
    given = np.array([row for page in pages for row in page.rows])
    story = np.array([label for page in pages for label in page.labels])
    group = np.array([number for number, page in enumerate(pages) for _ in page.rows])
    weight = np.array([each for page in pages for each in page.weights])
    unseen = np.zeros(len(story))
    for known, asked in GroupKFold(5).split(given, story, group):
        forest = _model().fit(given[known], story[known], sample_weight=weight[known])
        unseen[asked] = forest.predict_proba(given[asked])[:, 1]
    scores = {threshold: _score(pages, unseen >= threshold) for threshold in _THRESHOLDS}
    for threshold, score in scores.items():
        print(f"threshold {threshold:.2f}  word F1 on unseen pages {score:.4f}")
    best = max(scores, key=lambda threshold: scores[threshold])
    forest = _model().fit(given, story, sample_weight=weight)
    file = Path(structure.__file__).with_name(structure.FOREST)
    file.write_bytes(msgspec.json.encode(_written(forest, best)) + b"\n")
    print(f"{file}: {file.stat().st_size} bytes")
    return 0


class _Sample:
    """The blocks of a page with their traits and labels."""

    def __init__(self, truth: Truth) -> None:
        root = parse(decode(truth.page)[0])
        title = read_title(root)
        prune(root)
        found, why = shown(root, title)
        ruled = [reason is not None for reason in why]
        weighed = [
            (row, _TOKEN.findall(block.text.lower()))
            for row, block in zip(traits(found, ruled, title), found, strict=True)
            if row
        ]
        self.rows = [row for row, _ in weighed]
        self.words = [words for _, words in weighed]
        self.truth = _TOKEN.findall(truth.text.lower())
        runs, whole = set(_runs(self.truth)), f" {' '.join(self.truth)} "
        self.labels = [_is_story(words, runs, whole) for words in self.words]
        length = max(50, len(self.truth)) ** 0.5
        self.weights = [min(max(_FEW, len(words)), _MANY) / length for words in self.words]


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _is_story(words: list[str], runs: set[tuple[str, ...]], whole: str) -> bool:
    own = list(_runs(words))
    if len(own) < _RUN:
        return bool(words) and f" {' '.join(words)} " in whole
    return sum(run in runs for run in own) >= len(own) / 2


def _score(pages: Sequence[_Sample], kept: Sequence[bool]) -> float:
    """The mean word F1 over the pages."""
    total, at = 0.0, 0
    for page in pages:
        told = kept[at : at + len(page.rows)]
        at += len(page.rows)
        mine = Counter(
            word for words, keep in zip(page.words, told, strict=True) if keep for word in words
        )
        true = Counter(page.truth)
        total += 2 * (mine & true).total() / max(1, mine.total() + true.total())
    return total / len(pages)


def _model() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=90, max_depth=5, learning_rate=0.15, l2_regularization=5, min_samples_leaf=40,
        random_state=1,
    )  # fmt: skip


def _written(model: HistGradientBoostingClassifier, threshold: float) -> Forest:
    return Forest(
        traits=TRAITS,
        start=round(float(model._baseline_prediction.ravel()[0]), 5),
        threshold=threshold,
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
