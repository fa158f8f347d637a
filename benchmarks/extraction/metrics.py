"""How near a text comes to the true one. Case and punctuation do not count: words are compared."""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from benchmarks.extraction.pages import Truth

_LETTERS = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_LETTERS}]|[^\W{_LETTERS}]+")
"""A word; of scripts that are hard to part into words, a letter."""
_RUN = 4
"""Words of a run."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a text is worth on one page; 1.0 is the best."""

    word: float
    """F1 of the words, wherever they stand."""
    run: float
    """F1 of the runs of four words, which also want their order."""
    found: tuple[bool, ...]
    """Of each snippet that must be in the text, whether it is."""
    absent: tuple[bool, ...]
    """Of each that must not, whether it is not."""


def score(text: str, truth: Truth) -> Score:
    """Compare a text with what a reader took for the page's main text."""
    mine, true = words_of(text), words_of(truth.text)
    whole = _whole(mine)
    return Score(
        f1(mine, true),
        f1(runs(mine), runs(true)),
        tuple(_whole(words_of(snippet)) in whole for snippet in truth.present),
        tuple(_whole(words_of(snippet)) not in whole for snippet in truth.absent),
    )


def words_of(text: str) -> list[str]:
    """What is compared of a text."""
    return _TOKEN.findall(text.lower())


def _whole(words: Sequence[str]) -> str:
    """The words in one line that begins and ends between words."""
    return f" {' '.join(words)} "


def runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Every run; fewer words than one has are a run of their own."""
    last = max(1, len(words) - _RUN + 1) if words else 0
    return [tuple(words[at : at + _RUN]) for at in range(last)]


def f1(mine: Sequence[Hashable], true: Sequence[Hashable]) -> float:
    """How much two bags have in common. Nothing where nothing is wanted is right."""
    if not mine and not true:
        return 1.0
    return 2 * (Counter(mine) & Counter(true)).total() / (len(mine) + len(true))
