"""Encode in the worker what the crawl only writes: the texts removed from a page."""

from collections.abc import Iterable
from itertools import islice

import msgspec
from isal import isal_zlib
from msgspec.structs import replace

from crawler.contract import RemovedText
from crawler.model import EncodedRows, Outcome
from crawler.reading.classifier import STRUCTURE

LONGEST_ASIDE = 300
"""Maximum characters of a text removed by structure that may turn out to be boilerplate, the same
as for a line rule."""
MOST_ASIDE = 40
"""Maximum number of such texts per page."""

_FASTEST = 0
"""Level of ISA-L: a sixteenth of the size of a page's menus, in 7 µs."""
_encode_lines = msgspec.json.Encoder().encode_lines


def with_encoded_rows(outcome: Outcome) -> Outcome:
    """Return an outcome whose removed texts are rows of its part.

    A page has a hundred menu items: as rows they cost the crawl nothing more.
    """
    removed = outcome.removed
    if not removed:
        return outcome
    rules = {text.rule for text in removed}
    rows = EncodedRows(
        source=removed[0].source,
        day=removed[0].fetched_at[:10],
        count=len(removed),
        packed=isal_zlib.compress(_encode_lines(removed)[:-1], _FASTEST),
        rules=tuple(sorted(rules)),
    )
    aside = aside_of(removed) if STRUCTURE in rules else ()
    return replace(outcome, removed=(), removed_rows=rows, aside=aside)


def aside_of(removed: Iterable[RemovedText]) -> tuple[RemovedText, ...]:
    """Return the texts that structure alone removed and that are short enough for boilerplate."""
    found = (each for each in removed if each.rule == STRUCTURE and len(each.text) <= LONGEST_ASIDE)
    return tuple(islice(found, MOST_ASIDE))
