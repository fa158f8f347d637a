"""Detect the language of a text whose page does not state it."""

from typing import TYPE_CHECKING

from crawler.base.on_demand import OnDemand

if TYPE_CHECKING:
    from crawler.reading.language_model import LanguageModel

_SAMPLE = 400
"""Sample length in characters. Longer samples did not change results on news from 40
countries."""
_LEAST_BYTES = 60
"""Minimum length in UTF-8 bytes; shorter texts, such as a single name, are unreliable."""
_SURE = 0.8
"""Minimum probability; at or above it, the result was correct on all of 140 pages."""
_NONE = ("und", "zxx")
_ENGLISH = frozenset(
    "the and that with from this which were been their they would have said after into about when"
    " who his its could should before because there where while".split()
)
"""English words that almost no other language spells the same."""
_COMMON = frozenset(
    "of to on for at as an it he she has had was will than not are or be more only most some"
    " other".split()
)
"""Further English words; texts in other languages had at most three of them."""
_ENOUGH, _ENOUGH_IN_ALL = 4, 6
"""Number of distinct words that identify English, without and with those common to others: 98 of
100 English samples contain one or the other. Only lower-case ones count, because texts in other
languages cite English titles; but a text may be in capitals as a whole."""
_FOREIGN = 1.1
"""Bytes per character above which the text also contains another script."""


def detect_language(text: str) -> str | None:
    """Return the BCP 47 code of a text's language; null if it is too short or uncertain.

    >>> detect_language("Der Rat stimmte am Dienstag mit acht zu sieben Stimmen für die Fähre.")
    'de'
    >>> detect_language("Ferry"), detect_language("+++ 12:30 +++ 14:45 +++ 16:10 +++" * 3)
    (None, None)
    """
    sample = text[:_SAMPLE]
    size = len(sample.encode())
    if size < _LEAST_BYTES:
        return None
    if size <= _FOREIGN * len(sample) and _is_english(sample):
        return "en"
    language, probability = _model.get().classify(sample)
    return None if probability < _SURE or language in _NONE else language


def _is_english(sample: str) -> bool:
    """Return whether a text's function words are English, as in most wire archives; avoids loading
    the model.

    >>> _is_english("The mayor said that they would have to wait, and left.")
    True
    >>> _is_english("THE FERRY TO KELM WAS LATE FOR THE FIRST OF ITS TRIPS AS IT HAD NOT BEEN SEEN")
    True
    >>> _is_english("De burgemeester had het over The Voice of Holland en was tevreden.")
    False
    """
    words = (sample.lower() if sample.isupper() else sample).split()
    sure = len(_ENGLISH.intersection(words))
    if sure >= _ENOUGH:
        return True
    return sure > 0 and sure + len(_COMMON.intersection(words)) >= _ENOUGH_IN_ALL


def _load() -> "LanguageModel":
    from crawler.reading.language_model import load_model

    return load_model()


_model = OnDemand(_load)
"""The model: 1 MB, and an open file."""
