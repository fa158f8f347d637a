"""Insert the blocks of lists that recur, such as a site's menus, which are most of its pages."""

from collections.abc import Sequence
from functools import lru_cache
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


class KnownList(Struct, frozen=True, eq=False, gc=False):
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
    path = outline.places[outline.here()]
    places, blocks = _placed(known, path, len(done), gap)
    first = outline.graft(known.branch, places)
    boxes += [first + box for box in known.boxes]
    done += blocks
    return known.gap


@lru_cache(maxsize=64)
def _placed(
    known: KnownList, path: str, first: int, gap: bool
) -> tuple[Sequence[str], Sequence[Block]]:
    """Return the paths of a list's boxes in an element with this path, and its blocks, the first of
    which has this ordinal. On a site they are remembered for menus at the top of its pages."""
    places, inside = _paths(known, path)
    lines, *columns = known.columns
    blocks = [*map(Block, lines, inside, *columns, count(first))]
    if gap:
        blocks[0] = replace(blocks[0], gap=True)
    return places, blocks


@lru_cache(maxsize=64)
def _paths(known: KnownList, path: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the path of each box of a list, and that of each block's box, in an element with this
    path. On a site they are remembered for all its menus."""
    places = [f"{path}/{place}" for place in known.branch.places]
    return places, [places[box] for box in known.boxes]
