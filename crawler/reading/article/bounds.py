"""Where an article ends: with the element that the page calls its article or its main part, and
with the credits below its text."""

from collections.abc import Sequence

from msgspec.structs import replace

from crawler.base.text import ends_sentence, is_prose
from crawler.model import Block, ClassifiedPage
from crawler.reading.classifier.extract import STRUCTURE
from crawler.reading.wire.credit_below import is_credit

_HOLDING = ("article", "main")
"""Tags that hold a story, the surer first."""
_MOST = 0.6
"""Share of the text that such an element holds, if it holds the story."""
_PARAGRAPHS = 2
"""Blocks of text that it holds at least."""
_CREDITS = 3
"""Blocks that the credits below a story take."""


def bounded(weighed: ClassifiedPage) -> ClassifiedPage:
    """Return a classified page on which nothing is story that stands behind the element that holds
    the opening of the text and most of the rest: teasers, appeals, consent texts."""
    blocks = [block for block, _ in weighed.blocks]
    story = [at for at, (_, why) in enumerate(weighed.blocks) if not why]
    text = next((at for at in story if is_prose(blocks[at].text)), None)
    refused = set() if text is None else _outside(blocks, story, text)
    if not refused:
        return weighed
    judged = enumerate(weighed.blocks)
    kept = tuple([(block, STRUCTURE if at in refused else why) for at, (block, why) in judged])
    return replace(weighed, blocks=kept)


def with_credit(weighed: ClassifiedPage) -> ClassifiedPage:
    """Return a classified page whose story goes on to the credits right below its last paragraph,
    in the same place: too short for structure to know them."""
    judged = weighed.blocks
    text = (at for at, (block, why) in enumerate(judged) if not why and is_prose(block.text))
    last = max(text, default=None)
    if last is None:
        return weighed
    box, end = _parent(judged[last][0]), last + 1
    while end < len(judged) and end - last <= _CREDITS and _is_credit(*judged[end], box):
        end += 1
    if end == last + 1:
        return weighed
    below = [(block, None) for block, _ in judged[last + 1 : end]]
    return replace(weighed, blocks=(*judged[: last + 1], *below, *judged[end:]))


def with_strays(weighed: ClassifiedPage) -> ClassifiedPage:
    """Return a classified page whose story has the blocks without links that structure leaves out
    among its paragraphs, or right below the last, though they are in the same place: lines cut by a
    wrap, short last paragraphs. Right for wire copy, below which no biography is printed."""
    judged = weighed.blocks
    seen = [at for at, (_, why) in enumerate(judged) if why in (None, STRUCTURE)]
    strays = set()
    for above, at, below in zip(seen, seen[1:], (*seen[2:], None), strict=False):
        block, why = judged[at]
        if why is None or judged[above][1] or block.linked or block.heading:
            continue
        if block.place != judged[above][0].place:
            continue
        if below is not None and block.place == judged[below][0].place:
            is_stray = judged[below][1] is None
        else:
            is_stray = is_prose(block.text) and ends_sentence(block.text)
        if is_stray:
            strays.add(at)
    if not strays:
        return weighed
    kept = tuple([(b, None if at in strays else why) for at, (b, why) in enumerate(judged)])
    return replace(weighed, blocks=kept)


def _is_credit(block: Block, why: str | None, box: str) -> bool:
    return why in (None, STRUCTURE) and _parent(block) == box and is_credit(block.text)


def _parent(block: Block) -> str:
    return block.place.rpartition("/")[0]


def _outside(blocks: Sequence[Block], story: Sequence[int], text: int) -> set[int]:
    """Return which blocks of the story stand behind the element that holds the text's opening."""
    for tag in _HOLDING:
        box = _box(blocks[text].place, tag)
        if box is None:
            continue
        behind = range(text, len(blocks))
        end = next((at for at in behind if not blocks[at].place.startswith(box)), len(blocks))
        inside = [at for at in story if text <= at < end]
        outside = {at for at in story if at >= end}
        held = sum(len(blocks[at].text) for at in inside)
        rest = sum(len(blocks[at].text) for at in outside)
        if len(inside) >= _PARAGRAPHS and held >= _MOST * (held + rest):
            return outside
    return set()


def _box(place: str, tag: str) -> str | None:
    """Return the place of the innermost element of a tag around a place."""
    steps = place.split("/")
    for at in range(len(steps) - 2, -1, -1):
        if steps[at] == tag or steps[at].startswith((f"{tag}.", f"{tag}#")):
            return "/".join(steps[: at + 1]) + "/"
    return None
