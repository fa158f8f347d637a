"""The lines at the head of an article of today that say who wrote it."""

from crawler.article.writers import take_writers
from crawler.dates import read_dated_line
from crawler.model import Metadata
from crawler.wire.draft import Draft

_CREDIT_LONGEST = 200
_AROUND = " |•·⋅–—-,;:/()"


def take_credit(draft: Draft, text: str, metadata: Metadata) -> bool:
    """Take a line that names who wrote a story, or dates it, into the draft; whether it is one. Its
    day is taken by `take_printed_date`."""
    if len(text) > _CREDIT_LONGEST:
        return False
    dated = read_dated_line(text, draft.place)
    names = (dated.before or dated.after if dated else text).strip(_AROUND)
    return bool(dated and not names) or take_writers(draft, names, metadata.authors)
