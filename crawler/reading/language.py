"""The language of a text whose page does not state it."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 400
"""Characters that are looked at: on real news of 40 countries more change nothing."""
_LEAST_BYTES = 60
"""Of UTF-8; a shorter text is too short to tell, such as one with nothing but a name."""
_SURE = 0.8
"""Probability from which on the answer was right in all of 140 such pages."""
_NONE = ("und", "zxx")
_ENGLISH = frozenset(
    "the and that with from this which were been their they would have said after into about when"
    " who his its could should before because there where while".split()
)
"""Words of English that no other language spells so, or next to none."""
_ENOUGH = 4
"""Different ones, from which on a text is English: nine of ten English samples hold them. They
count in small letters alone, for other languages name English titles."""
_FOREIGN = 1.1
"""Bytes a character: with more, the text holds another script as well."""


def detect_language(text: str) -> str | None:
    """Return the language of a text as a code of BCP 47; null where it is too short or uncertain.

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
    """Return whether the small words of a text are English: most texts of wire archives are, and
    need no model.

    >>> _is_english("The mayor said that they would have to wait, and left.")
    True
    >>> _is_english("De burgemeester had het over The Voice of Holland en was tevreden.")
    False
    """
    return len(_ENGLISH.intersection(sample.split())) >= _ENOUGH


@cache
def _identifier() -> "LanguageIdentifier":
    """Return the model, loaded when a page first needs it: half a second and 75 MB."""
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
