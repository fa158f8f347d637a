"""A quick test by which most texts are found to match none of many patterns."""

import re
from collections.abc import Iterable

_ANY_CASE = "(?i)"
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
"""A capital that is no class of characters, as in `\\W`."""


class Sieve:
    """Tells that a text matches none of some patterns.

    The engine skips a branch by its first letter, but only one without a group whose letters are
    those of one case. So patterns for any case that are written in small letters are tried on the
    text in small letters.
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        exact, small = [], []
        for pattern in patterns:
            text = pattern.pattern
            if not text.startswith(_ANY_CASE):
                exact.append(text)
            elif _CAPITAL.search(bare := text.removeprefix(_ANY_CASE)):
                exact.append(f"(?i:{bare})")
            else:
                small.append(bare)
        self._exact = re.compile("|".join(exact) or "(?!)")
        self._small = re.compile("|".join(small) or "(?!)")

    def passes(self, text: str) -> bool:
        """Return whether a text may match one of the patterns.

        >>> sieve = Sieve(map(re.compile, ("(?i)back to top", "Index|News")))
        >>> sieve.passes("Back to TOP"), sieve.passes("News"), sieve.passes("The back door")
        (True, True, False)
        """
        if not text.isascii():  # letters such as `ſ` are small ones of several
            return True
        return bool(self._exact.fullmatch(text) or self._small.fullmatch(text.lower()))
