"""Insert the blocks of lists that recur, such as a site's menus, which are most of its pages."""

from collections.abc import Sequence
from itertools import count
from secrets import token_hex
from typing import Any

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from crawler.model import Block
from crawler.reading.parse.outline import Branch, Outline

LIST = "LIST"
"""Tag of an element that represents a known list. HTML parsers return tags in lower case."""
NUMBER = f"list-{token_hex(8)}"
"""Its attribute, which no page can contain."""


COLUMNS = ("lines", "heading", "linked", "small", "gap")
"""Fields of a block that do not depend on its position."""


class KnownList(Struct, frozen=True, gc=False):
    """A list that was read before. Its representative has no elements, but all of its text."""

    number: int
    markup: bytes
    text: str
    elements: int
    """Number of elements, with itself."""
    depth: int
    """Levels of elements in it."""
    linked: int
    """Characters of its links."""
    shown: int
    """Characters of its texts, each without white space around it."""
    items: Sequence[str]
    """Text of each item."""
    columns: tuple[Sequence[Any], ...]
    """What its blocks have on every page, in the order of `COLUMNS`."""
    boxes: Sequence[int]
    """Box of each block, by its number in the branch."""
    branch: Branch
    gap: bool
    """Whether an empty element follows the last block."""


known_lists: dict[int, KnownList] = {}
"""Lists by the number of their representatives. `crawler.reading.known_lists` adds them and bounds
their number; those of a page stay for hundreds of pages."""


def known_list(element: etree._Element) -> KnownList:
    """Return the list that an element of the tag `LIST` represents."""
    return known_lists[int(element.get(NUMBER, ""))]


def repeat(
    known: KnownList, done: list[Block], boxes: list[int], outline: Outline, *, gap: bool
) -> bool:
    """Add the blocks of a known list to those of a page. Take and return whether a gap precedes the
    next block."""
    first, number = outline.graft(known.branch), len(done)
    inside = [first + box for box in known.boxes]
    boxes += inside
    lines, heading, linked, small, gaps = known.columns
    places = map(outline.places.__getitem__, inside)
    done += map(Block, lines, places, heading, linked, small, gaps, count(number))
    if gap:
        done[number] = replace(done[number], gap=True)
    return known.gap
