"""What stands behind a story, outside of the box that holds it: comments, teasers, appeals.

Their sentences read like the story's, so only their place tells them apart. The box is the one with
the most running text. Where it does not hold most of it, as on pages whose tags are out of order,
nothing is told.
"""

import re
from collections.abc import Sequence

from crawler.model import Block

_MOST = 0.6
"""Share of the running text, from its first line in the box on, that the box must hold."""
_SECTION = 0.3
"""The same where a heading or a link opens what stands behind the box."""
_ARTICLE = re.compile(r".*/article(?:[.#][^/]*)?(?=/)")
_SIGN_OFF = 60
"""Characters of a line that may sign a story off, wherever it stands."""
_MARK_WORDS = 3
"""Words of a desk's mark that is not all capitals."""
_CREDITS = ("By ", "BY ", "Source", "SOURCE", "(", "[", "-", "#")


def end_of_box(blocks: Sequence[Block], texts: Sequence[str], prose: Sequence[bool]) -> int:
    """Return the number of the first block behind the story's box; that of all blocks for none.
    `texts` are those of the blocks."""
    lengths = [len(text) if is_text else 0 for text, is_text in zip(texts, prose, strict=True)]
    room: dict[str, int] = {}
    for block, length in zip(blocks, lengths, strict=True):
        if length:
            box = block.place.rpartition("/")[0]
            room[box] = room.get(box, 0) + length
    if end := _end_of_article(blocks, lengths):
        return end
    inside = max(room, key=room.__getitem__, default="")
    if inside.count("/") < 1:  # it is the page itself
        return len(blocks)
    within = [block.place.startswith(f"{inside}/") for block in blocks]
    first = within.index(True)
    total = held = 0
    last = first
    for number in range(first, len(blocks)):
        total += lengths[number]
        if within[number]:
            held += lengths[number]
            last = number
    end = last + 1
    if end < len(blocks) and (blocks[end].heading or blocks[end].linked > 0):
        return end if held >= _SECTION * total else len(blocks)
    return end if held >= _MOST * total else len(blocks)


def _end_of_article(blocks: Sequence[Block], lengths: Sequence[int]) -> int | None:
    """Return where the first `<article>` with running text ends, if it holds a story, however
    short: less text, of consent most often, stands above it, and what stands behind it has a
    heading and is no story with a title of its own. `lengths` are those of running text."""
    above, box = 0, ""
    for block, length in zip(blocks, lengths, strict=True):
        if length and "/article" in block.place and (found := _ARTICLE.match(block.place)):
            box = f"{found[0]}/"
            break
        above += length
    if not box:
        return None
    within = [block.place.startswith(box) for block in blocks]
    end = len(within) - within[::-1].index(True)
    behind = blocks[end:]
    if not behind or not (behind[0].heading or behind[0].linked > 0):
        return None
    if any("/h1" in block.place for block in behind):
        return None
    held = sum(length for length, inside in zip(lengths, within, strict=True) if inside)
    return end if above <= held else None


def is_sign_off(block: Block) -> bool:
    """Return whether a block right behind the box may sign the story off."""
    text = block.text
    if len(text) > _SIGN_OFF or block.linked > 0:
        return False
    is_mark = text.count(" ") < _MARK_WORDS and any(map(str.isdigit, text))
    return is_mark or text.isupper() or text.startswith(_CREDITS)
