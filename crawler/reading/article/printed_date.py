"""Find the date printed near the headline or below the text of a present-day article."""

import re
from collections.abc import Sequence
from itertools import takewhile

from crawler.base.dates import find_dates
from crawler.model import Block
from crawler.reading.article.dated_blocks import (
    DATE_BOX,
    Found,
    is_caption,
    read_dated_blocks,
    read_line,
)
from crawler.reading.names import strip_label
from crawler.reading.wire.draft import Draft

_FAR = 12
"""Maximum distance of a date line from the headline or from the text, in blocks."""
_ABOVE, _BELOW, _INSIDE = 4, 24, 6
"""Number of blocks to search above the headline, after the text, and from its beginning on."""
_LEADS = 2
"""Blocks above the text that a date may also open: those of a standfirst."""
_OPENING = 60
"""Maximum characters of a text up to the end of a date that opens it."""
_OPENS = re.compile(
    r"(?:[^\W\d_][\w.’' -]{1,30}[,/]?\s*)?[(\[]?\s*(?:den|am|on|le|,)?\s*", re.IGNORECASE
)
_CLOSES = re.compile(r"\s*[)\]]|\.?\s*[-–—:|·•]\s|\s+[„“\"«]")
_STOPS = re.compile(r"\.\s+[^\W\d_a-zà-ÿ]|\.\s+[„“\"«'‘]")
"""End of a date that forms a sentence: the next one begins with a capital."""
_UP = 3
"""Maximum distance of a headline from the box that it shares with a date line, in levels."""
_HEAD = re.compile(r"(?:^|/)(?:nav|form)|masthead|menu|navi|topbar|top-bar|breadcrumb|ticker")
"""Boxes with content common to all pages, including the current time."""
_COMMENT = re.compile(r"comment|komment|respon|reply|disqus|leserbrief|review", re.IGNORECASE)


def take_printed_date(
    draft: Draft,
    blocks: Sequence[Block],
    headline: int | None,
    text: int | None,
    last: int | None,
) -> set[int]:
    """Read the date near a headline, or a labelled one below the text, into the draft. Return the
    indices of the blocks between headline and text that are only date lines.

    `text` is the index of the first block of the story, `last` that of its last.
    """
    start = -1 if headline is None else headline
    below = [at for at in range(start + 1, text or 0) if min(at - start, (text or 0) - at) <= _FAR]
    read = read_dated_blocks(blocks, below, draft.place)
    found = [each for each in read if not is_caption(each, blocks[each.at])]
    lines = {each.at for each in found}
    if not found and headline is not None:
        found = _inside(draft, blocks[headline].text, headline) or _above(draft, blocks, headline)
    if not found and text is not None and last is not None:
        found = _within(draft, blocks, text, last)
    if found:
        best = min(found, key=lambda each: each.rank)
        draft.add_date(best.part.printed, "date line", best.line, best.part.clock)
    else:
        titles = () if headline is None else (headline,)
        opening = () if text is None else (*below[-_LEADS:], *range(text, text + 2))
        _take_opening(draft, [blocks[at].text for at in (*titles, *opening) if at < len(blocks)])
    return lines


def _inside(draft: Draft, text: str, at: int) -> list[Found]:
    """Return the date inside the heading itself, before or after the headline."""
    headline = draft.fields.get("headline", "")
    if not headline or len(text) <= len(headline):
        return []
    before, _, after = text.partition(headline)
    rest = after if text.startswith(headline) else before if text.endswith(headline) else ""
    found = read_line(rest, at, draft.place)
    return [found] if found else []


def _above(draft: Draft, blocks: Sequence[Block], headline: int) -> list[Found]:
    """Return the date lines above a headline that belong to it, nearest first."""
    above = range(max(0, headline - _ABOVE), headline)
    return [
        each
        for each in read_dated_blocks(blocks, above, draft.place)
        if each.rank == 0 or _belongs(blocks[each.at], blocks[headline])
    ][::-1]


def _within(draft: Draft, blocks: Sequence[Block], text: int, last: int) -> list[Found]:
    """Return the lines in and below the text with a label that dates it; else date lines between
    its first paragraphs, and a byline with a date directly below the text."""
    numbers = range(text, min(len(blocks), last + 1 + _BELOW))
    found = list(read_dated_blocks(blocks, numbers, draft.place))
    labelled = [
        each
        for each in found
        if each.rank == 0 and not (each.at > last and _COMMENT.search(blocks[each.at].place))
    ]
    days = {each.part.printed.days for each in labelled}
    if len(days) == 1:  # if there are several, some belong to other stories
        return labelled
    return [
        each
        for each in found
        if (0 < each.rank <= 2 and each.at < last and each.at - text <= _INSIDE // each.rank)
        or (each.at == last + 1 and _is_byline(each, blocks))
    ]


def _is_byline(found: Found, blocks: Sequence[Block]) -> bool:
    """Return whether a line below the text has a byline label, a name and a date."""
    is_comment = _COMMENT.search(blocks[found.at].place) is not None
    return bool(found.before) and not is_comment and strip_label(found.before) is not None


def _take_opening(draft: Draft, texts: Sequence[str]) -> None:
    """Read the date that opens a headline or a text: `(18.01.2018) The …`, `Kiel, 3 May 2024 -`."""
    for text in texts:
        found = find_dates(text[:_OPENING], draft.place)
        opens = len(found) == 1 and _OPENS.fullmatch(text, 0, found[0].start)
        alone = opens and not text[: found[0].start].strip("([ ")
        if opens and (
            _CLOSES.match(text, found[0].end) or (alone and _STOPS.match(text, found[0].end))
        ):
            draft.add_date(found[0], "dateline", text[:_OPENING])
            return


def _belongs(block: Block, headline: Block) -> bool:
    """Return whether a block above a headline is in one of the boxes around it, but not in the page
    header."""
    boxes, own = headline.place.split("/")[:-1], block.place.split("/")
    shared = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(boxes, own, strict=False))
    )
    if _HEAD.search("/".join(own[shared:])):
        return False
    return shared > 2 and (len(boxes) - shared <= _UP or bool(DATE_BOX.search(own[-1])))
