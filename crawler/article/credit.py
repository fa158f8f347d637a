"""The lines at the head of an article of today that say who wrote it, and when."""

import re

from crawler.article.writers import take_writers
from crawler.dates import DATE
from crawler.model import Metadata
from crawler.wire.draft import Draft

_CREDIT_LONGEST = 200
_AROUND = " |•·⋅–—-,;:/()"
_DATED = re.compile(rf"(?P<before>.*?)(?<!\w)(?P<date>{DATE})(?!\w)(?P<after>.{{0,60}})")
_LABEL = re.compile(
    r"(?<!\w)(?:(?:first |last |originally )?"
    r"(?:published|posted|issued|date|on|at|(?P<change>updated|modified|revised|reviewed))"
    r"[\s:]*)+$",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d+")
"""A day that is another one where the month comes first."""


def take_credit(draft: Draft, text: str, metadata: Metadata) -> bool:
    """Take a line that tells who wrote a story, or when, into the draft; whether it is one. What a
    page prints of its day is asked for where its metadata state none."""
    if len(text) > _CREDIT_LONGEST:
        return False
    dated = _DATED.fullmatch(text)
    names = (dated["before"] if dated else text).strip(_AROUND)
    label = _LABEL.search(names) if dated else None
    if label:
        names = names[: label.start()].strip(_AROUND)
    if (names or not dated) and not take_writers(draft, names, metadata.authors):
        return False
    is_told = dated and not (label and label["change"]) and not _is_ambiguous(dated["date"])
    if dated and is_told and not metadata.published:
        draft.date(dated["date"], "date line", text)
    return True


def _is_ambiguous(date: str) -> bool:
    """Whether it is another day in another country."""
    found = _EITHER_WAY.fullmatch(date)
    first, second = map(int, found.groups()) if found else (0, 0)
    return first != second and max(first, second) <= 12
