"""Detect the language of a text whose page does not state it."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

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
_ENOUGH = 4
"""Number of distinct words that identify English: nine of ten English samples contain them. Only
lower-case ones count, because texts in other languages cite English titles."""
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
    language, probability = _identifier().classify(sample)
    return None if probability < _SURE or language in _NONE else str(language)


def _is_english(sample: str) -> bool:
    """Return whether a text's function words are English, as in most wire archives; avoids loading
    the model.

    >>> _is_english("The mayor said that they would have to wait, and left.")
    True
    >>> _is_english("De burgemeester had het over The Voice of Holland en was tevreden.")
    False
    """
    return len(_ENGLISH.intersection(sample.split())) >= _ENOUGH


def load_model() -> None:
    """Load what detection needs, so that processes forked from this one share it."""
    _identifier()


@cache
def _identifier() -> "LanguageIdentifier":
    """Return the model, loaded on first use: half a second and 75 MB."""
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
