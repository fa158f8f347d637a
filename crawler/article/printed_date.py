"""The day that a page of today prints near the headline of its article, or below its text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.dates import DatedLine, DatedPart, read_dated_line
from crawler.model import Block
from crawler.text import is_prose
from crawler.wire.draft import Draft

_FAR = 12
"""Blocks from the headline and from the text at which a line is neither's."""
_ABOVE, _BEHIND = 6, 12
"""Blocks above the headline and behind the text that are looked at."""
_MOST_WORDS = 8
"""Words that a line may hold besides its day: a name, a section, a reading time."""
_PARTS = re.compile(r"[|•·⋅,;:–—()\[\]/►\n]|\s-\s")
_PARTICLES = frozenset(
    "by von par por di da de del van der den af av przez od от від door durch from for und and et y"
    " e en et al bin ibn la le min read lesezeit".split()
)
"""Words in small letters that may stand in a line of names."""
_UNPARTED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Found:
    """A dated line and its block."""

    rank: int
    """0 where its label says that the story was published then, 1 for a day alone, 2 for one
    beside other words."""
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
    """Take the day that is printed between headline and text, above the headline or, with a label,
    below the text into the draft. Returns the blocks between headline and text that are no more
    than dated lines.

    `text` is the block that opens the story, `last` the one that closes it.
    """
    start = -1 if headline is None else headline
    below = [at for at in range(start + 1, text or 0) if min(at - start, (text or 0) - at) <= _FAR]
    found = list(_read(draft, blocks, below))
    lines = {each.at for each in found}
    if not found and headline is not None:
        above = range(max(0, headline - _ABOVE), headline)
        found = [
            each
            for each in _read(draft, blocks, above)
            if each.rank == 0 or _shares_box(blocks[each.at], blocks[headline])
        ][::-1]
    if not found and last is not None:
        behind = range(last + 1, min(len(blocks), last + 1 + _BEHIND))
        found = [each for each in _read(draft, blocks, behind) if each.rank == 0]
    if found:
        best = min(found, key=lambda each: each.rank)
        draft.date(best.part.printed.raw, "date line", best.line, best.part.clock)
    return lines


def _read(draft: Draft, blocks: Sequence[Block], numbers: Sequence[int]) -> Iterator[_Found]:
    """Yield the lines that date a story."""
    for at in numbers:
        text = blocks[at].text
        dated = read_dated_line(text, draft.place)
        part = dated.published if dated else None
        if dated and part and (rank := _rank(text, dated, part)) is not None:
            yield _Found(rank, at, text, part)


def _rank(text: str, dated: DatedLine, part: DatedPart) -> int | None:
    """Return how surely a line dates its story; null for a sentence that names a day."""
    words = _count(dated.rest)
    if words > _MOST_WORDS or (words > 2 and is_prose(text)):
        return None
    if part.label == "published":
        return 0
    return (2 if words else 1) if all(map(_is_name, _beside(dated))) else None


def _count(text: str) -> int:
    return len(text) // 2 if _UNPARTED.search(text) else len(text.split())


def _beside(dated: DatedLine) -> Iterator[str]:
    """Yield the words that nothing parts from a date: of a sentence, or of a name."""
    yield from _PARTS.split(dated.before)[-1].split()
    yield from _PARTS.split(dated.after)[0].split()


def _is_name(word: str) -> bool:
    """Return whether a word may be of a name or heading: those do not begin in a small letter."""
    return not word[:1].islower() or word.lower().strip(".:") in _PARTICLES


def _shares_box(block: Block, headline: Block) -> bool:
    """Return whether a block is in the box that the headline is in, or in the one around it."""
    box = headline.place.rpartition("/")[0]
    around = box.rpartition("/")[0] if box.count("/") > 1 else box
    return block.place.startswith(f"{around}/")
