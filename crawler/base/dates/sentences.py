"""Read sentences that date the entry above them, as printed by default by blogs and other
publishing systems. `sentences.toml` lists their openings by language."""

import re
from functools import cache
from importlib.resources import files

from msgspec import Struct

from crawler.base.dates.labels import find_labels
from crawler.base.dates.lines import DatedPart
from crawler.base.dates.locality import NOWHERE, Locality
from crawler.base.dates.printed import find_dates
from crawler.base.toml import load_toml

_LONGEST = 240
"""Maximum length of such a sentence, in characters."""


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    """The opening of a sentence about the entry."""

    language: str
    words: tuple[str, ...]
    """Words such as `this`."""
    entries: tuple[str, ...]
    """Words for an entry."""
    example: str
    gives: str
    """The date in the example, as printed."""


class _Sentences(Struct, frozen=True, forbid_unknown_fields=True):
    openings: tuple[Opening, ...]


@cache
def load_openings() -> tuple[Opening, ...]:
    """Return the table of openings."""
    return load_toml(files(__package__) / "sentences.toml", _Sentences).openings


@cache
def _pattern() -> re.Pattern[str]:
    each = (
        rf"(?:{'|'.join(opening.words)})\s+(?:[\w-]+\s)?(?:{'|'.join(opening.entries)})(?!\w)"
        for opening in load_openings()
    )
    return re.compile("|".join(each), re.IGNORECASE)


def read_entry_sentence(text: str, place: Locality = NOWHERE) -> DatedPart | None:
    """Return the date of a sentence that gives the publication date of the entry above it; null for
    other text, for a modification date, and for several dates.

    >>> read_entry_sentence("This entry was posted on 3 May 2004 by Ada, filed under Harbour.")
    ... # doctest: +ELLIPSIS
    DatedPart(printed=Printed(days=(datetime.date(2004, 5, 3),), raw='3 May 2004', ...
    >>> read_entry_sentence("This article was published on 3 May 2004 and edited on 5 May 2004.")
    """
    if not _pattern().match(text):
        return None
    sentence = text[:_LONGEST]
    dates = find_dates(sentence, place)
    if len(dates) != 1 or {label for label, _, _ in find_labels(sentence)} != {"published"}:
        return None
    return DatedPart(dates[0], None, "published")
