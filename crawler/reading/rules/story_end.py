"""Find the end of the element that holds the story: comments, teasers and appeals follow it.

Their sentences read like those of the story, so only their position distinguishes them. The
element with the most running text is taken to hold the story. If it does not hold most of the
page's running text, as on pages with badly nested tags, no end is reported.
"""

import re
from collections.abc import Mapping, Sequence

from crawler.model import Block

_MOST = 0.6
"""Minimum share of the running text, from the element's first line on, that is inside it."""
_SECTION = 0.3
"""The same if a heading or a link follows the element."""
_ARTICLE = re.compile(r".*/article(?:[.#][^/]*)?(?=/)")
_SIGN_OFF = 60
"""Maximum characters of a line that may be a sign-off, wherever it is."""
_MARK_WORDS = 3
"""Maximum words of a desk's mark that is not in capitals."""
_CREDITS = ("By ", "BY ", "Source", "SOURCE", "(", "[", "-", "#")


def find_story_end(blocks: Sequence[Block], texts: Sequence[str], prose: Sequence[int]) -> int:
    """Return the index of the first block after the story's element, or the number of blocks.
    `texts` are the texts of the blocks, `prose` the indices of those that are running text."""
    lengths: dict[str, int] = {}
    for number in prose:
        place = blocks[number].place
        lengths[place] = lengths.get(place, 0) + len(texts[number])
    if end := _end_of_article(blocks, texts, prose, lengths):
        return end
    room: dict[str, int] = {}
    for place, length in lengths.items():
        box = place.rpartition("/")[0]
        room[box] = room.get(box, 0) + length
    inside = max(room, key=room.__getitem__, default="")
    if inside.count("/") < 1:  # the box is the page itself
        return len(blocks)
    first, end = _span(blocks, f"{inside}/")
    total = sum([len(texts[number]) for number in prose if number >= first])
    held = _sum_inside(lengths, f"{inside}/")
    if end < len(blocks) and (blocks[end].heading or blocks[end].linked > 0):
        return end if held >= _SECTION * total else len(blocks)
    return end if held >= _MOST * total else len(blocks)


def _span(blocks: Sequence[Block], box: str) -> tuple[int, int]:
    """Return the indices of the first block in a box, and of the block after its last."""
    first, end = 0, len(blocks)
    while not blocks[first].place.startswith(box):
        first += 1
    while not blocks[end - 1].place.startswith(box):
        end -= 1
    return first, end


def _sum_inside(lengths: Mapping[str, int], box: str) -> int:
    return sum([length for place, length in lengths.items() if place.startswith(box)])


def _end_of_article(
    blocks: Sequence[Block], texts: Sequence[str], prose: Sequence[int], lengths: Mapping[str, int]
) -> int | None:
    """Return where the first `<article>` with running text ends, if it holds a story, however
    short: it has at least as much text as the blocks above it (usually a consent notice), and what
    follows begins with a heading or a link and has no `<h1>`. `lengths` are those of running text,
    by its place."""
    articles = {
        place: found[0]
        for place in lengths
        if "/article" in place and (found := _ARTICLE.match(place))
    }
    if not articles:
        return None
    at = next(at for at, number in enumerate(prose) if blocks[number].place in articles)
    box = f"{articles[blocks[prose[at]].place]}/"
    _, end = _span(blocks, box)
    after = blocks[end:]
    if not after or not (after[0].heading or after[0].linked > 0):
        return None
    if any("/h1" in block.place for block in after):
        return None
    above = sum([len(texts[number]) for number in prose[:at]])
    return end if above <= _sum_inside(lengths, box) else None


def is_sign_off(block: Block) -> bool:
    """Return whether a block directly after the story's element may be a sign-off."""
    text = block.text
    if len(text) > _SIGN_OFF or block.linked > 0:
        return False
    is_mark = text.count(" ") < _MARK_WORDS and any(map(str.isdigit, text))
    return is_mark or text.isupper() or text.startswith(_CREDITS)
