"""Find the blocks of a page that date a story, ranked by reliability."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.base.dates import (
    DatedLine,
    DatedPart,
    Locality,
    lone_label,
    rank_line,
    read_dated_line,
    read_entry_sentence,
)
from crawler.base.text import ends_sentence
from crawler.model import Block

DATE_BOX = re.compile(
    r"[.#-](?:[\w-]*[-_])?(?:date|datum|fecha|data|time|published|posted|meta)(?:$|[-_.])"
)
"""Class and id names of boxes that hold a date and related details."""
_CAPTION = re.compile(
    r"(?:^|/)fig|(?:^|[.#_-])(?:pic|image|img|photo|foto|bild|picture|caption|bildunter|legend|pie-)"
    r"[^/]*(?:/[^/]*)?$",
    re.IGNORECASE,
)
"""Boxes of pictures; a date in a caption is the day on which the picture was taken."""
_LABEL_LONGEST = 40
_NAMING_TAGS = ("dt", "th")
"""Tags of labels for the value that follows."""
_FEW_LINES = 6
"""Maximum lines of a block to read line by line."""
_FEW_WORDS = 8
"""Maximum words of a box that states date, author and place."""
_IN_BOX = 3


class Found(NamedTuple):
    """A dated line and its block."""

    rank: int
    """See `rank_line`; 3 for a line whose text alone does not show that it dates the story."""
    at: int
    line: str
    part: DatedPart
    before: str = ""
    """Text of the line before the date."""


def read_dated_blocks(
    blocks: Sequence[Block], numbers: Sequence[int], place: Locality
) -> Iterator[Found]:
    """Yield the lines that date a story in the blocks with these indices."""
    for at in numbers:
        block = blocks[at]
        text = block.text
        if not (found := read_line(text, at, place)) and 1 < len(block.lines) <= _FEW_LINES:
            found = next(filter(None, (read_line(line, at, place) for line in block.lines)), None)
        found = found or _read_box(block, at, place) or _read_sentence(text, at, place)
        if found and found.rank == 1 and at:
            found = _labelled(found, block, blocks[at - 1])
        if found:
            yield found


def is_caption(found: Found, block: Block) -> bool:
    """Return whether a line is a picture caption, whose date is that of the picture."""
    return found.rank > 1 and _CAPTION.search(block.place) is not None


def read_line(line: str, at: int, place: Locality) -> Found | None:
    """Return the date that a line states for its story."""
    dated = read_dated_line(line, place)
    if not dated or (rank := rank_line(line, dated)) is None:
        return None
    return _found(rank, at, line, dated)


def _found(rank: int, at: int, line: str, dated: DatedLine) -> Found | None:
    part = dated.published
    return Found(rank, at, line, part, dated.before) if part else None


def _read_box(block: Block, at: int, place: Locality) -> Found | None:
    """Return the date of a box named as a date or similar, with few words and no sentence. In such
    a box only markup separates the date from a name beside it."""
    if not DATE_BOX.search(block.place.rpartition("/")[2]):
        return None
    dated = read_dated_line(block.text, place)
    if not dated or ends_sentence(block.text):
        return None
    words = [word for word in dated.rest.split() if any(map(str.isalnum, word))]
    if len(words) > _FEW_WORDS:
        return None
    return _found(_IN_BOX, at, block.text, dated)


def _read_sentence(text: str, at: int, place: Locality) -> Found | None:
    part = read_entry_sentence(text, place)
    return Found(0, at, text, part) if part else None


def _labelled(found: Found, block: Block, before: Block) -> Found | None:
    """Return a date that is alone in its block, ranked by the label in the preceding block; None if
    the label names something else, such as a change or a birth."""
    if len(before.text) > _LABEL_LONGEST:
        return found
    if label := lone_label(before.text):
        return found._replace(rank=0) if label == "published" else None
    (box, _, name), (other, _, _) = before.place.rpartition("/"), block.place.rpartition("/")
    is_name = name.startswith(_NAMING_TAGS) or before.text.endswith((":", "："))
    return None if is_name and box == other else found
