"""Remove titles of other stories inside a text: a list below a heading such as `Read also`, or such
a heading followed by one title."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from crawler.base.toml import load_toml
from crawler.model import Block, ClassifiedPage
from crawler.reading.classifier import STRUCTURE

_LONGEST = 60
"""Maximum characters of the heading of such a list."""
_AROUND = " \t\u00a0:：.…!»«›>*•|-–—▶►→【】[]()\"'"
_LIST = re.compile(r"/(?:ul|ol|dl)(?:[.#][^/]*)?/")
_LINKED = 0.3
"""Minimum share of links in a line of such a label and a title."""
_COLON = re.compile(r"[:：|»]\s*")


class Heading(Struct, frozen=True, forbid_unknown_fields=True):
    """Headings above the titles of other stories in one language."""

    language: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


class _Headings(Struct, frozen=True, forbid_unknown_fields=True):
    headings: tuple[Heading, ...]


@cache
def load_headings() -> tuple[Heading, ...]:
    """Return the table of headings."""
    return load_toml(files(__package__) / "related.toml", _Headings).headings


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(each for row in load_headings() for each in row.patterns))


def is_related(line: str) -> bool:
    """Return whether a line is a heading above the titles of other stories.

    >>> is_related("READ ALSO:"), is_related("Read the report also")
    (True, False)
    """
    return len(line) <= _LONGEST and _is_heading(line)


@lru_cache(maxsize=1024)  # the lists of a site's menus are the same on all of its pages
def _is_heading(line: str) -> bool:
    return _pattern().fullmatch(line.strip(_AROUND).lower()) is not None


def without_related(classified: ClassifiedPage) -> ClassifiedPage:
    """Return a classified page without lists of other stories' titles, and without lines that name
    one, among its story blocks."""
    refused = set(_related(classified.blocks))
    return classified.with_reason(STRUCTURE, refused) if refused else classified


def _related(judged: Sequence[tuple[Block, str | None]]) -> Iterator[int]:
    """Yield the indices of story blocks that are titles of other stories, or headings above
    them."""
    titles = latest = place = box = ""
    """Place of the current list of titles, and of the list around the previous block."""
    boxes: dict[str, str] = {}
    for at in _around_story(judged):
        block, why = judged[at]
        if block.place != place:
            place = block.place
            if place not in boxes:
                boxes[place] = _list_of(place)
            box = boxes[place]
        if box != latest and not (titles and box.startswith(titles)):
            titles = box if box and at and _opens(judged[at - 1][0], box) else ""
            if titles and not judged[at - 1][1]:
                yield at - 1
        latest = box
        if why:
            continue
        if titles or _is_lone(judged, at) or (block.linked and _names_another(block)):
            yield at


def _around_story(judged: Sequence[tuple[Block, str | None]]) -> range:
    """Return the indices of the story blocks, of those between them, of the lists around the first
    one, and of the block below."""
    story = [at for at, (_, why) in enumerate(judged) if not why]
    if not story:
        return range(0)
    first = story[0]
    while first and _list_of(judged[first][0].place):
        first -= 1
    return range(first, min(story[-1] + 2, len(judged)))


def _list_of(place: str) -> str:
    """Return the place of the innermost list around a place; empty if there is no list."""
    if "/ul" not in place and "/ol" not in place and "/dl" not in place:
        return ""
    end = 0
    for found in _LIST.finditer(f"{place}/"):
        end = found.end()
    return place[:end]


def _opens(above: Block, box: str) -> bool:
    """Return whether the block above a list is a heading above titles of other stories."""
    return not above.place.startswith(box) and is_related(above.text)


def _is_lone(judged: Sequence[tuple[Block, str | None]], at: int) -> bool:
    """Return whether a block is such a heading, and the titles below are already removed."""
    is_last = at + 1 == len(judged) or judged[at + 1][1] is not None
    return is_last and is_related(judged[at][0].text)


def _names_another(block: Block) -> bool:
    """Return whether a block is such a label followed by a linked title."""
    label = _COLON.split(block.text, maxsplit=1) if block.linked >= _LINKED else ()
    return len(label) == 2 and is_related(label[0])
