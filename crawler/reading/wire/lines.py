"""Split a page into lines, to parse its header."""

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from crawler.base.text import fold
from crawler.model import Block

_FIRST = 200
"""Maximum lines above the body of a story; with more the page is a list."""
_PHOTOS = re.compile(r"\s*This story contains photos\.?\s*")


class Line(Struct, frozen=True, gc=False):
    """A line that is not empty."""

    text: str
    block: int
    number: int
    """Position in the block."""
    heading: bool


def lines_of(blocks: tuple[Block, ...]) -> Iterator[Line]:
    """Yield the lines of a page."""
    for number, block in enumerate(blocks):
        heading = block.heading
        for place, line in enumerate(block.lines):
            text = without_photos(line) if "photos" in line else line
            if text := text.strip():
                yield Line(text, number, place, heading)


def first_lines(blocks: tuple[Block, ...]) -> list[Line]:
    """Return the lines of a page in which its header ends."""
    return list(islice(lines_of(blocks), _FIRST))


def same_block(lines: list[Line], at: int, most: int | None = None) -> list[Line]:
    """Return the lines from one on to the end of its block, or the first `most` of them."""
    last = len(lines) if most is None else min(len(lines), at + most)
    block, end = lines[at].block, at + 1
    while end < last and lines[end].block == block:
        end += 1
    return lines[at:end]


def without_photos(text: str) -> str:
    """Return a line without the archive's note on photos."""
    return fold(_PHOTOS.sub(" ", text)) if "photos" in text else text
