"""Find the headline of an article, printed on the page or stated in its metadata."""

import re
from collections.abc import Sequence

from crawler.base.dates import find_dates
from crawler.base.scripts import count_words
from crawler.model import Block, Head
from crawler.reading.headlines import (
    bare,
    is_nameplate,
    parts_of,
    repeats,
    without_left_over,
    without_site,
)
from crawler.reading.labels import is_label
from crawler.reading.wire.lines import without_photos

_LONGEST = 300
"""Maximum characters of a headline."""
_LEAST = 12
"""Minimum letters to recognise a headline inside a longer title."""
_MOST_FOLDED = 3
"""Maximum letters that a single one has once its case is folded."""
_WORDS = 3
"""Minimum words of a bold line that may be a headline although no title repeats it."""
_NEAR = 6
"""Maximum distance of such a line above the text, in blocks."""
_KICKER_WORDS = 5
_DAY_WORDS = 4
"""Maximum words of a date."""
_SEPARATORS = ":/|"
"""Characters that separate a kicker from its headline."""
_QUOTATION = re.compile(r"[-–—]\s?(?=[^\W\d_])")
"""Dash at the start of a headline that is a quotation: `– We shall wait`."""
_H1 = re.compile(r"/h1(?:[.#][^/]*)?(?=/|$)")


def find_headline(
    blocks: Sequence[Block], head: Head, url: str, text: int | None = None
) -> int | None:
    """Return the index of the headline's block, or None.

    Prefer the text stated in the metadata; then a heading contained in it or in the page's title;
    then a heading that contains it; then the last `<h1>` above the `text`, or the first on the
    page; then a heading close above the text. Labels and the site's name are skipped.
    """
    names = (head.metadata.publisher,)
    stated, title = bare(stated_headline(head)), bare(head.title)
    if stated and (exact := _repeating(blocks, stated, url, names)) is not None:
        return exact
    words = {
        at: word
        for at, block in enumerate(blocks)
        if block.heading
        and (word := _letters(block.text))
        and not is_nameplate(block.text, url, *names)
    }
    first = [at for at in words if _is_first(blocks[at])]
    foremost = {*first}
    marked = first + [at for at in words if at not in foremost]
    least = max(_LEAST, len(stated) // 2)
    held = [
        at
        for at in marked
        if len(words[at]) >= least and (words[at] in stated or words[at] in title)
    ]
    if held:
        return max(held, key=lambda at: len(words[at]))
    holding = [at for at in marked if len(stated) >= _LEAST and stated in words[at]]
    above = [at for at in first if text is None or at < text]
    close = [
        at
        for at in words
        if text is not None and 0 < text - at <= _NEAR and count_words(blocks[at].text) >= _WORDS
    ]
    return next(iter((*holding, *above[-1:], *first[:1], *close[-1:])), None)


def _letters(text: str) -> str:
    """Return the letters of a text that may be a headline; empty for all others."""
    return bare(text) if len(text) <= _LONGEST and not is_label(text) else ""


def _repeating(
    blocks: Sequence[Block], stated: str, url: str, names: Sequence[str | None]
) -> int | None:
    """Return the index of the block that repeats the stated headline, given as letters: an `<h1>`,
    else another heading, else any block."""
    headings = [
        at
        for at, block in enumerate(blocks)
        if block.heading
        and _states(block.text, stated)
        and not is_nameplate(block.text, url, *names)
    ]
    if headings:
        return next((at for at in headings if _is_first(blocks[at])), headings[0])
    return next((at for at, block in enumerate(blocks) if _states(block.text, stated)), None)


def _states(text: str, stated: str) -> bool:
    """Return whether a text is the stated headline, given as letters."""
    least = len(stated) // _MOST_FOLDED
    return least <= len(text) <= _LONGEST and repeats(text, stated) and not is_label(text)


def _is_first(block: Block) -> bool:
    """Return whether a block is in an `<h1>`."""
    return _H1.search(block.place) is not None


def printed_headline(block: Block, head: Head, above: Block | None = None) -> str:
    """Return the headline that a block prints, without a kicker that title or metadata identify. If
    the markup separates its words, or the kicker is in the block `above`, use the punctuation of
    the metadata."""
    text = without_photos(_without_left_over(block.text, head))
    stated = stated_headline(head)
    for whole in (stated, _without_site(head.metadata.og_title, head)):
        if whole and bare(whole) == bare(text):
            return text if _is_signed(text, whole) else whole
    if stated and above and _is_kicker(above, text, stated):
        return stated
    words = text.split()
    parts = () if bare(text) in bare(head.title) else parts_of(head.title)
    wanted = {bare(each) for each in (stated, *parts) if each} - {""}
    for start in range(1, min(len(words) - _WORDS, _KICKER_WORDS) + 1):
        rest = " ".join(words[start:])
        if bare(rest) in wanted:
            return without_left_over(rest)
    return _without_day(words, wanted) or text


def _without_day(words: Sequence[str], wanted: set[str]) -> str | None:
    """Return a headline without a date in the same heading and all text after it; None if the
    result is not a title of the page."""
    for at, word in enumerate(words):
        if at >= _WORDS and word[0].isdigit() and find_dates(" ".join(words[at : at + _DAY_WORDS])):
            text = without_left_over(" ".join(words[:at]))
            return text if bare(text) in wanted else None
    return None


def _is_kicker(block: Block, headline: str, stated: str) -> bool:
    """Return whether a block is the kicker that the stated headline has before the printed one."""
    whole = bare(stated)
    return whole.endswith(bare(headline)) and whole == bare(block.text) + bare(headline)


def _is_signed(text: str, stated: str) -> bool:
    """Return whether a printed headline separates its words with the same signs as the stated one.

    >>> _is_signed("Storm Pier stays shut", "Storm: Pier stays shut")
    False
    >>> _is_signed("Pier ‘stays shut’", "Pier 'stays shut'")
    True
    """
    return " " in text and all(text.count(sign) >= stated.count(sign) for sign in _SEPARATORS)


def stated_headline(head: Head) -> str | None:
    """Return the headline stated in the metadata, without the site's name."""
    return _without_site(head.metadata.headline, head)


def _without_site(title: str | None, head: Head) -> str | None:
    """Return a title from the metadata without the site's name; None if it is too long."""
    stated = without_site(title, (head.metadata.publisher,))
    return _without_left_over(stated, head) if stated and len(stated) <= _LONGEST else None


def _without_left_over(text: str, head: Head) -> str:
    """Return a headline without the sign left over from its kicker. Keep a leading dash that opens
    a quotation if title and metadata have it, too."""
    titles = (head.title, head.metadata.og_title, head.metadata.headline)
    if _QUOTATION.match(text) and all(_QUOTATION.match(title) for title in titles if title):
        return f"{text[0]} {without_left_over(text)}"
    return without_left_over(text)
