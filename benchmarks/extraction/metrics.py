"""Compare a text with the true one by its words, ignoring case and punctuation."""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from benchmarks.extraction.pages import Truth

_LETTERS = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_LETTERS}]|[^\W{_LETTERS}]+")
"""Pattern of a word; a single letter in scripts without spaces."""
_RUN = 4
"""Words per run."""


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of a text on one page; 1.0 is best."""

    word: float
    """F1 of the words, in any order."""
    run: float
    """F1 of the runs of four words, which depends on their order."""
    found: tuple[bool, ...]
    """For each required snippet, whether the text contains it."""
    absent: tuple[bool, ...]
    """For each forbidden snippet, whether the text lacks it."""


def score(text: str, truth: Truth) -> Score:
    """Compare a text with a page's true main text."""
    mine, true = words_of(text), words_of(truth.text)
    whole = _whole(mine)
    return Score(
        f1(mine, true),
        f1(runs(mine), runs(true)),
        tuple(_whole(words_of(snippet)) in whole for snippet in truth.present),
        tuple(_whole(words_of(snippet)) not in whole for snippet in truth.absent),
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text in the form in which they are compared."""
    return _TOKEN.findall(text.lower())


def _whole(words: Sequence[str]) -> str:
    """Join the words into one line with a space at either end, to match whole words only."""
    return f" {' '.join(words)} "


def runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return every run of words; a text shorter than one run is a run of its own."""
    last = max(1, len(words) - _RUN + 1) if words else 0
    return [tuple(words[at : at + _RUN]) for at in range(last)]


def f1(mine: Sequence[Hashable], true: Sequence[Hashable]) -> float:
    """Return the F1 of two bags. Two empty bags score 1.0."""
    if not mine and not true:
        return 1.0
    return 2 * (Counter(mine) & Counter(true)).total() / (len(mine) + len(true))
