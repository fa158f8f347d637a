"""The model of py3langid, of which only those numbers are read that a text needs.

py3langid itself has all of them in memory: 75 MB, and NumPy, 12 MB. If the file were mapped, each
number that is read would bring 64 kB with it, 25 to 40 MB for a text. Here a text takes 1 MB, and
one to two milliseconds more.

Each byte of a text leads from one state to the next, and some states count a feature, such as a
group of letters. Each feature has a score for each language.
"""

import os
import unicodedata
import weakref
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from math import exp, log1p, sqrt
from typing import IO, Any

from crawler.base.npz import StoredArray, numbers, stored_arrays
from crawler.reading.language_file import cached_file, make, unnamed_file
from crawler.reading.language_scores import sums

_KINDS = {
    "ptc": "f2",
    "pc": "f4",
    "classes": "U3",
    "nextmove": "u4",
    "nextmove_row": "u2",
    "out_feat": "i4",
}
"""Arrays of the model and their kinds."""
_BYTES = 256
"""Numbers in a row of next states: one for each byte that may follow."""


def load_model() -> "LanguageModel":
    """Return the model, from the cached file if it is there or can be made. Raises ValueError if
    this version of py3langid has another form of model."""
    with suppress(OSError, RuntimeError, ValueError):  # no home, not there, damaged
        return LanguageModel(cached_file().open("rb"))
    with suppress(OSError, RuntimeError):  # no home, no space, read-only
        make(cached_file())
        return LanguageModel(cached_file().open("rb"))
    return LanguageModel(unnamed_file())


class LanguageModel:
    """Classifies as py3langid does with `norm_probs`."""

    def __init__(self, file: IO[bytes]) -> None:
        """Take over the decompressed file, and close it once the model is released. Raises
        ValueError if it is damaged or of another form."""
        weakref.finalize(self, file.close)  # then no thread reads from it any more
        arrays = stored_arrays(file)
        _check(arrays)
        self._descriptor = file.fileno()  # has no position, so that forks may share it
        self._next_states = arrays["nextmove"].offset
        self._scores = arrays["ptc"].offset
        self._prior = self._numbers(arrays["pc"])
        self._languages = self._texts(arrays["classes"])
        self._row_of = self._numbers(arrays["nextmove_row"])
        self._feature_of = self._numbers(arrays["out_feat"])

    def classify(self, text: str) -> tuple[str, float]:
        """Return the most probable language (ISO 639) and its probability."""
        sample = _sample(text)
        scores = self._score(Counter(self._features(sample)))
        probabilities: defaultdict[str, float] = defaultdict(float)  # some are written in two ways
        for language, share in zip(self._languages, _shares(scores, len(sample)), strict=True):
            probabilities[language] += share
        return max(probabilities.items(), key=lambda each: each[1])

    def _features(self, sample: bytes) -> Iterator[int]:
        """Generate the features of a text, as often as they occur."""
        descriptor, start, pread = self._descriptor, self._next_states, os.pread
        row_of, feature_of = self._row_of, self._feature_of
        state = 0
        for byte in sample:
            number = row_of[state] * _BYTES + byte
            # A cache of rows would take as long: most are needed once.
            state = int.from_bytes(pread(descriptor, 4, start + 4 * number), "little")
            if (feature := feature_of[state]) >= 0:
                yield feature

    def _score(self, counts: Counter[int]) -> list[float]:
        """Return the score of each language; all are equal if a text has no feature."""
        if not counts:
            return [0.0] * len(self._prior)
        features = defaultdict(list)  # by count: mostly one
        for feature, count in counts.items():
            features[count].append(feature)
        scores = [*self._prior]
        for count, equal in features.items():
            weight = log1p(count)
            more = self._sums(equal)
            scores = [score + weight * each for score, each in zip(scores, more, strict=True)]
        return scores

    def _sums(self, features: list[int]) -> list[float]:
        """Return for each language the sum of its scores for features."""
        size, start = 2 * len(self._prior), self._scores
        return sums([os.pread(self._descriptor, size, start + size * each) for each in features])

    def _numbers(self, stored: StoredArray) -> "array[Any]":
        return numbers(os.pread(self._descriptor, stored.size, stored.offset), stored.kind)

    def _texts(self, stored: StoredArray) -> list[str]:
        data = os.pread(self._descriptor, stored.size, stored.offset).decode("utf-32-le")
        width = len(data) // stored.shape[0]
        return [data[at : at + width].rstrip("\0") for at in range(0, len(data), width)]


def _check(arrays: dict[str, StoredArray]) -> None:
    """Raise ValueError unless the arrays are those of the model, and fit together."""
    kinds = {name: each.kind for name, each in arrays.items()}
    if kinds != _KINDS:
        raise ValueError(f"unknown model of py3langid: {kinds}")
    shapes = {name: each.shape for name, each in arrays.items()}
    (languages,) = shapes["pc"]
    fitting = (
        shapes["classes"] == (languages,)
        and shapes["ptc"][1:] == (languages,)
        and shapes["nextmove_row"] == shapes["out_feat"]
        and shapes["nextmove"][1:] == ()
        and shapes["nextmove"][0] % _BYTES == 0
    )
    if not fitting:
        raise ValueError(f"unknown model of py3langid: {shapes}")


def _sample(text: str) -> bytes:
    """Return a text in the form that the model was trained with."""
    if text.isupper():
        text = text.lower()
    return unicodedata.normalize("NFC", text).encode(errors="surrogatepass")


def _shares(scores: list[float], size: int) -> list[float]:
    """Return probabilities for scores of a text of so many bytes. Those of long texts differ more,
    and are scaled down."""
    highest, scale = max(scores), 1 / sqrt(size or 1)
    shares = [exp((score - highest) * scale) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]
