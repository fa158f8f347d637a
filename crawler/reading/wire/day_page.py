"""Split pages with the stories of a whole day, each with a title and a dateline of one agency."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from crawler.base.text import ends_sentence
from crawler.model import Block
from crawler.reading.wire.dateline import read_dateline
from crawler.reading.wire.header import read_form
from crawler.reading.wire.lines import Line, lines_of

_MOST_LINES = 200
"""Number of lines to search for the first dateline."""
_MARK_WITHIN = 120
"""Number of characters at the start of a line to search for an agency's mark."""
_TITLE_LONGEST = 160
_MOSTLY_LINKED = 0.5


def parts_of(blocks: tuple[Block, ...]) -> list[tuple[Block, ...]]:
    """Return the blocks of each story of a page; a single part for a page with one story.

    A story starts at a title directly above a dateline with the same mark as the first dateline.
    """
    seen: list[Line] = []
    mark = None
    lines = lines_of(blocks)
    for line in islice(lines, _MOST_LINES):
        seen.append(line)
        found = read_dateline(line.text)
        if found and found.mark and found.agency and not found.fills_line:
            mark = found.mark
            break
    if not mark or not _has_again(blocks, seen[-1], mark) or any(map(_corrects, seen)):
        return [blocks]
    return list(_cut(blocks, list(_titles(blocks, seen[-1], list(lines), mark))))


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
