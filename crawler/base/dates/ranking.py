"""Rank how reliably a line dates its story: by its label, or by having few other words."""

import re

from crawler.base.dates.lines import DatedLine, leads_to_date
from crawler.base.dates.months import is_weekday
from crawler.base.text import ends_sentence

_MOST_WORDS = 8
"""Maximum words besides the date: a name, a section, a reading time."""
_FEW_WORDS = 4
_CODE = 4
"""Maximum letters of an agency's or writer's abbreviation in lower case."""
_PARTS = re.compile(r"[|•·⋅,;:：–—()\[\]/►\n]|\s-\s")
_PARTICLES = frozenset(
    "by von par por di da de del van der den af av przez od от від door durch from for und and et y"
    " e en et al bin ibn la le min read lesezeit".split()
)
"""Lower-case words that may occur in a line of names."""
_UNPARTED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def rank_line(text: str, dated: DatedLine) -> int | None:
    """Return the rank of a dated line: 0 if labelled as published, 1 for a date alone, 2 for a date
    beside other words; null for a sentence that mentions a day.

    >>> from crawler.base.dates.lines import read_dated_line
    >>> lines = ("Published 5 May 2024", "5 May 2024", "Town | 5 May 2024", "A storm of 5 May 2024")
    >>> [rank_line(line, read_dated_line(line)) for line in lines]
    [0, 1, 2, None]
    """
    part = dated.published
    words = _count(dated.rest)
    if not part or words > _MOST_WORDS or (words > _FEW_WORDS and _is_sentence(text)):
        return None
    if part.label == "published":
        return 0
    before = [word for word in _PARTS.split(text[: dated.start])[-1].split() if not _is_name(word)]
    after = [word for word in _PARTS.split(text[dated.end :])[0].split() if not _is_name(word)]
    if after or (before and (len(before) > 1 or len(before[0]) > _CODE)):
        return None  # words of a sentence, not separated from the date
    return 2 if words else 1


def _is_sentence(text: str) -> bool:
    """Return whether a line ends like a sentence and not with an aside: `(1599 reads)`."""
    return ends_sentence(text) and not text.endswith(")")


def _count(text: str) -> int:
    return len(text) // 3 if _UNPARTED.search(text) else len(text.split())


def _is_name(word: str) -> bool:
    """Return whether a word may belong to a name or heading: capitalised, a particle, or a word
    that introduces a date."""
    is_small = word.islower() and not leads_to_date(word) and not is_weekday(word)
    return not is_small or word.strip(".:") in _PARTICLES
