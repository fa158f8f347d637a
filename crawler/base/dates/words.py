"""Normalise words for lookup."""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
"""Accents: omitted on capitals in French, Spanish and Greek."""
_LOOKUP = str.maketrans({"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ـ": None, ".": None})
"""Letters with variant spellings: Turkish dotless i, Arabic forms of Persian letters."""


def fold_word(word: str) -> str:
    """Return a word without case, accents and dots.

    >>> fold_word("FÉVR."), fold_word("ARALIK") == fold_word("Aralık")
    ('fevr', True)
    """
    if word.isascii():
        return word.lower().replace(".", "")
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFC", bare).translate(_LOOKUP)
