"""Read the author and date lines above the text of a present-day article."""

import re
from collections.abc import Sequence

from crawler.base.dates import DatedLine, read_dated_line
from crawler.model import Block, Metadata
from crawler.reading.article.writers import take_writers
from crawler.reading.names import is_printed_name
from crawler.reading.names.judging import judge
from crawler.reading.wire.draft import Draft

_CREDIT_LONGEST = 200
_AROUND = " |•·⋅–—-,;:/()"
_NAME = 2
"""Number of words in a name next to a date: a single word may be a place, three a section."""
_COMMA, _BAR = re.compile(r",\s*$"), re.compile(r"[|•·]\s*$")
_MENU = 30
"""Minimum blocks of a page that has a menu."""
_OF_PLACES = frozenset(
    "new san santa santo são saint st sankt los las el la le les den bad buenos rio tel hong kuala"
    " abu addis cape port porto fort mount lake north south east west upper lower costa sierra"
    " ciudad nova novi nowy nizhny great grand press news media town city".split()
)
"""First words of two-word places, and words that occur in no person's name: `New York, 5 March
2024`."""


def take_credit(draft: Draft, text: str, metadata: Metadata, page: Sequence[Block] = ()) -> bool:
    """Read a line that names the author of a story, or dates it, into the draft; return whether it
    is one. `take_printed_date` reads the date itself.

    `page` holds all blocks of the page: a name that also occurs in a link elsewhere is a section,
    not an author.
    """
    if len(text) > _CREDIT_LONGEST:
        return False
    dated = read_dated_line(text, draft.place)
    names = (dated.before or dated.after if dated else text).strip(_AROUND)
    if dated and not names:
        return True
    if take_writers(draft, names, metadata.authors):
        return True
    return dated is not None and _take_name_and_day(draft, text, dated, metadata, page)


def _take_name_and_day(
    draft: Draft, text: str, dated: DatedLine, metadata: Metadata, page: Sequence[Block]
) -> bool:
    """Read the author from a line of name, comma or bar, and date, unless another author is
    known. The name must be two words that may be a person's, and not begin like a place name.
    Section names also precede a bar; they are recognised by the page's menu."""
    words = dated.before.split()
    is_alone = not (dated.after or dated.between or metadata.authors)
    if not is_alone or len(words) != _NAME:
        return False
    is_barred = _BAR.search(text, 0, dated.start) and not _is_menu_word(dated.before, text, page)
    if not is_barred and not _COMMA.search(text, 0, dated.start):
        return False
    judged = judge(dated.before)
    if not judged or judged[1] != "person" or not is_printed_name(dated.before):
        return False
    if dated.before.isupper() or words[0].casefold() in _OF_PLACES:
        return False
    _set_author(draft, judged[0])
    return True


def _is_menu_word(name: str, line: str, page: Sequence[Block]) -> bool:
    """Return whether the name in a line also occurs in a link elsewhere on the page; true for a
    page without a menu, which cannot show it."""
    links = (block.text for block in page if block.linked and block.text != line)
    return len(page) < _MENU or any(name in text for text in links)


def _set_author(draft: Draft, name: str) -> None:
    draft.authors = (name,)
    draft.set_if_empty("byline", name, "byline")
