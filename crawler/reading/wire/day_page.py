"""Split pages with the stories of a whole day, each with a title and a dateline of one agency."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from crawler.base.text import ends_sentence
from crawler.model import Block
from crawler.reading.wire.dateline import read_dateline
from crawler.reading.wire.header import read_form
from crawler.reading.wire.lines import Line, first_lines, lines_of

_MARK_WITHIN = 120
"""Number of characters at the start of a line to search for an agency's mark."""
_TITLE_LONGEST = 160
_MOSTLY_LINKED = 0.5


class Part(Struct, frozen=True, gc=False):
    """The part of a page with one story."""

    blocks: tuple[Block, ...]
    lines: list[Line]
    """Its first lines."""


def parts_of(blocks: tuple[Block, ...]) -> list[Part]:
    """Return the part of each story of a page; a single one for a page with one story.

    A story starts at a title directly above a dateline with the same mark as the first dateline.
    """
    lines = first_lines(blocks)
    first, mark = _first_mark(lines)
    if not mark or not _has_again(blocks, lines[first], mark):
        return [Part(blocks, lines)]
    if any(map(_corrects, lines[: first + 1])):
        return [Part(blocks, lines)]
    rest = list(islice(lines_of(blocks), first + 1, None))
    titles = list(_titles(blocks, lines[first], rest, mark))
    return [Part(part, first_lines(part)) for part in _cut(blocks, titles)]


def _first_mark(lines: list[Line]) -> tuple[int, str | None]:
    """Return the index of the first line with a dateline of an agency, and the agency's mark."""
    for at, line in enumerate(lines):
        found = read_dateline(line.text)
        if found and found.mark and found.agency and not found.fills_line:
            return at, found.mark
    return 0, None


def _has_again(blocks: tuple[Block, ...], first: Line, mark: str) -> bool:
    """Return whether a mark occurs in a line below the first one with it."""
    begun = blocks[first.block].lines[first.number + 1 :]
    rest = (block.lines for block in blocks[first.block + 1 :])
    return any(mark in line for lines in (begun, *rest) for line in lines)


def _corrects(line: Line) -> bool:
    """Return whether a line announces a correction; the corrected story has a dateline, too."""
    form = read_form(line.text)
    return form is not None and not form[1].keys().isdisjoint(("correction", "restart", "note"))


def _titles(blocks: Sequence[Block], first: Line, lines: list[Line], mark: str) -> Iterator[Line]:
    """Yield the titles of the stories after the first."""
    title = first
    for line in lines:
        if (
            mark in line.text[:_MARK_WITHIN]
            and title is not first
            and _may_be_title(blocks, title)
            and (found := read_dateline(line.text))
            and found.mark == mark
        ):
            yield title
        title = line


def _may_be_title(blocks: Sequence[Block], line: Line) -> bool:
    return (
        blocks[line.block].linked < _MOSTLY_LINKED
        and len(line.text) <= _TITLE_LONGEST
        and (line.heading or not ends_sentence(line.text))
    )


def _cut(blocks: tuple[Block, ...], titles: list[Line]) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks of each story, cut above each title."""
    begin = (0, 0)
    for title in titles:
        end = (title.block, title.number)
        yield tuple(_between(blocks, begin, end))
        begin = end
    yield tuple(_between(blocks, begin, (len(blocks), 0)))


def _between(
    blocks: tuple[Block, ...], begin: tuple[int, int], end: tuple[int, int]
) -> Iterator[Block]:
    """Yield the blocks from one line of a page up to, but excluding, another."""
    for number in range(begin[0], min(end[0] + 1, len(blocks))):
        block = blocks[number]
        first = begin[1] if number == begin[0] else 0
        last = end[1] if number == end[0] else len(block.lines)
        if first < last:
            yield (
                block
                if last - first == len(block.lines)
                else replace(block, lines=block.lines[first:last])
            )
