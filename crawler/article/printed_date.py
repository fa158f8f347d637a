"""The day that a page of today prints near the headline of its article, or below its text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from crawler.dates import DatedPart, find_dates, rank_line, read_dated_line
from crawler.model import Block
from crawler.wire.draft import Draft

_FAR = 12
"""Blocks from the headline and from the text at which a line is neither's."""
_ABOVE, _BEHIND, _INSIDE = 4, 24, 6
"""Blocks above the headline, behind the text, and from its beginning on, that are looked at."""
_OPENING = 60
"""Characters of a text in which a day that opens it stands."""
_OPENS = re.compile(
    r"(?:[^\W\d_][\w.’' -]{1,30}[,/]?\s*)?[(\[]?\s*(?:den|am|on|le|,)?\s*", re.IGNORECASE
)
_CLOSES = re.compile(r"\s*[)\]]|\.?\s*[-–—:|]\s|\s+[„“\"«]")
_UP = 3
"""Boxes around a headline in which the line above it may be."""
_HEAD = re.compile(r"(?:^|/)(?:nav|form)|masthead|menu|navi|topbar|top-bar|breadcrumb|ticker")
"""Boxes in which the page says what is true of all pages, its own clock among them."""
_COMMENT = re.compile(r"comment|komment|respon|reply|disqus|leserbrief|review", re.IGNORECASE)
_DATE_BOX = re.compile(
    r"[.#-](?:[\w-]*[-_])?(?:date|datum|fecha|data|time|published|posted|meta)(?:$|[-_.])"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A dated line and its block."""

    rank: int
    """See `rank_line`."""
    at: int
    line: str
    part: DatedPart


def take_printed_date(
    draft: Draft,
    blocks: Sequence[Block],
    headline: int | None,
    text: int | None,
    last: int | None,
) -> set[int]:
    """Take the day that is printed near a headline, or with a label below the text, into the draft.
    Returns the blocks between headline and text that are no more than dated lines.

    `text` is the block that opens the story, `last` the one that closes it.
    """
    start = -1 if headline is None else headline
    below = [at for at in range(start + 1, text or 0) if min(at - start, (text or 0) - at) <= _FAR]
    found = list(_read(draft, blocks, below))
    lines = {each.at for each in found}
    if not found and headline is not None:
        found = _above(draft, blocks, headline)
    if not found and text is not None and last is not None:
        found = _within(draft, blocks, text, last)
    if found:
        best = min(found, key=lambda each: each.rank)
        draft.date(best.part.printed.raw, "date line", best.line, best.part.clock)
    else:
        opening = () if text is None else blocks[text : text + 2]
        titles = () if headline is None else (blocks[headline],)
        _take_opening(draft, [block.text for block in (*titles, *opening)])
    return lines


def _above(draft: Draft, blocks: Sequence[Block], headline: int) -> list[_Found]:
    """Return the dated lines above a headline that belong to it, the nearest first."""
    above = range(max(0, headline - _ABOVE), headline)
    return [
        each
        for each in _read(draft, blocks, above)
        if each.rank == 0 or _belongs(blocks[each.at], blocks[headline])
    ][::-1]


def _within(draft: Draft, blocks: Sequence[Block], text: int, last: int) -> list[_Found]:
    """Return the lines in and below the text that are said to date it, and those between its first
    paragraphs that are dates alone."""
    found = list(_read(draft, blocks, range(text, min(len(blocks), last + 1 + _BEHIND))))
    labelled = [
        each
        for each in found
        if each.rank == 0 and not (each.at > last and _COMMENT.search(blocks[each.at].place))
    ]
    days = {each.part.printed.days for each in labelled}
    if len(days) == 1:  # of several, some are those of other stories
        return labelled
    return [
        each
        for each in found
        if each.rank > 0 and each.at < last and each.at - text <= _INSIDE // each.rank
    ]


def _take_opening(draft: Draft, texts: Sequence[str]) -> None:
    """Take the day that opens a headline or a text: `(18.01.2018) The …`, `Kiel, 3 May 2024 -`."""
    for text in texts:
        found = find_dates(text[:_OPENING], draft.place)
        opens = len(found) == 1 and _OPENS.fullmatch(text, 0, found[0].start)
        if opens and _CLOSES.match(text, found[0].end):
            draft.date(found[0].raw, "dateline", text[:_OPENING])
            return


def _read(draft: Draft, blocks: Sequence[Block], numbers: Sequence[int]) -> Iterator[_Found]:
    """Yield the lines that date a story."""
    for at in numbers:
        text = blocks[at].text
        dated = read_dated_line(text, draft.place)
        part = dated.published if dated else None
        if dated and part and (rank := rank_line(text, dated)) is not None:
            yield _Found(rank, at, text, part)


def _belongs(block: Block, headline: Block) -> bool:
    """Return whether a block above a headline is in one of the boxes around it, and not in the head
    of the page."""
    boxes, own = headline.place.split("/")[:-1], block.place.split("/")
    shared = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(boxes, own, strict=False))
    )
    if _HEAD.search("/".join(own[shared:])):
        return False
    return shared > 2 and (len(boxes) - shared <= _UP or bool(_DATE_BOX.search(own[-1])))
