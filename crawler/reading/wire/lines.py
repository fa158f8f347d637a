"""The printed lines above a story, as the reading of its header walks over them."""

import re
from collections.abc import Iterator

from msgspec import Struct

from crawler.base.text import fold
from crawler.model import Block

_PHOTOS = re.compile(r"\s*This story contains photos\.?\s*")


class Line(Struct, frozen=True, gc=False):
    """A line with words in it."""

    text: str
    block: int
    number: int
    """Its place in the block."""
    heading: bool


def lines_of(blocks: tuple[Block, ...]) -> Iterator[Line]:
    """The lines of a page, from the top."""
    for number, block in enumerate(blocks):
        heading = block.heading
        for place, line in enumerate(block.lines):
            if text := without_photos(line).strip():
                yield Line(text, number, place, heading)


def same_block(lines: list[Line], at: int) -> list[Line]:
    """The lines from one on, as far as its block reaches."""
    end = at
    while end < len(lines) and lines[end].block == lines[at].block:
        end += 1
    return lines[at:end]


def without_photos(text: str) -> str:
    """A line without the archive's own mark."""
    return fold(_PHOTOS.sub(" ", text)) if "photos" in text else text
