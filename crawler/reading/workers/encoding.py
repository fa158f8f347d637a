"""Do in the worker what the crawl need not do: encode the removed texts, which it only writes, and
compute what it learns from a page."""

import msgspec
from isal import isal_zlib
from msgspec.structs import replace

from crawler.model import EncodedRows, Outcome
from crawler.reading.learnable import learnable_of

_FASTEST = 0
"""Level of ISA-L: a sixteenth of the size of a page's menus, in 7 µs."""
_encode_lines = msgspec.json.Encoder().encode_lines


def prepared(outcome: Outcome) -> Outcome:
    """Return an outcome as a run takes it: with what it learns from the page's records, and with
    removed texts that are rows of their part.

    A page has a hundred menu items: as rows they cost the crawl nothing more.
    """
    learnable = learnable_of(outcome) if outcome.records else None
    return replace(outcome, removed=(), removed_rows=_rows_of(outcome), learnable=learnable)


def _rows_of(outcome: Outcome) -> EncodedRows | None:
    removed = outcome.removed
    if not removed:
        return None
    return EncodedRows(
        source=removed[0].source,
        day=removed[0].fetched_at[:10],
        count=len(removed),
        packed=isal_zlib.compress(_encode_lines(removed)[:-1], _FASTEST),
        rules=tuple(sorted({text.rule for text in removed})),
    )
