"""Find where an article ends: at the end of the `<article>` or `<main>` element around it,
including the credits below its text."""

from collections.abc import Sequence

from crawler.base.text import ends_sentence, is_prose
from crawler.model import Block, ClassifiedPage
from crawler.reading.classifier import STRUCTURE
from crawler.reading.wire.credit_below import is_credit

_HOLDING = ("article", "main")
"""Tags of elements that hold a story, most reliable first."""
_MOST = 0.6
"""Minimum share of the text in such an element if it holds the story."""
_PARAGRAPHS = 2
"""Minimum blocks of text in such an element."""
_CREDITS = 3
"""Maximum blocks of credits below a story."""


def trim_after_article(classified: ClassifiedPage) -> ClassifiedPage:
    """Return a classified page without story blocks after the element that holds the opening and
    most of the text: teasers, appeals, consent notices."""
    blocks = [block for block, _ in classified.blocks]
    story = [at for at, (_, why) in enumerate(classified.blocks) if not why]
    text = next((at for at in story if is_prose(blocks[at].text)), None)
    refused = set() if text is None else _outside(blocks, story, text)
    return classified.with_reason(STRUCTURE, refused) if refused else classified


def with_credit(classified: ClassifiedPage) -> ClassifiedPage:
    """Return a classified page whose story includes the credits directly below its last paragraph,
    in the same box. They are too short to be classified by structure."""
    judged = classified.blocks
    ends = (at for at in reversed(range(len(judged))) if not judged[at][1])
    last = next((at for at in ends if is_prose(judged[at][0].text)), None)
    if last is None:
        return classified
    box, end = _parent(judged[last][0]), last + 1
    while end < len(judged) and end - last <= _CREDITS and _is_credit(*judged[end], box):
        end += 1
    below = range(last + 1, end)
    return classified.with_reason(None, below) if below else classified


def with_unclassified_lines(classified: ClassifiedPage) -> ClassifiedPage:
    """Return a classified page whose story includes unlinked blocks that structure rejects between
    its paragraphs or directly below the last one, at the same place: hard-wrapped lines and short
    last paragraphs. Use it for wire copy, which has no author biography below the text."""
    judged = classified.blocks
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
    return classified.with_reason(None, strays) if strays else classified


def _is_credit(block: Block, why: str | None, box: str) -> bool:
    return why in (None, STRUCTURE) and _parent(block) == box and is_credit(block.text)


def _parent(block: Block) -> str:
    return block.place.rpartition("/")[0]


def _outside(blocks: Sequence[Block], story: Sequence[int], text: int) -> set[int]:
    """Return the story blocks that follow the element around the opening of the text."""
    for tag in _HOLDING:
        box = _box(blocks[text].place, tag)
        if box is None:
            continue
        after = range(text, len(blocks))
        end = next((at for at in after if not blocks[at].place.startswith(box)), len(blocks))
        inside = [at for at in story if text <= at < end]
        outside = {at for at in story if at >= end}
        held = sum(len(blocks[at].text) for at in inside)
        rest = sum(len(blocks[at].text) for at in outside)
        if len(inside) >= _PARAGRAPHS and held >= _MOST * (held + rest):
            return outside
    return set()


def _box(place: str, tag: str) -> str | None:
    """Return the place of the innermost element with this tag around a place."""
    steps = place.split("/")
    for at in range(len(steps) - 2, -1, -1):
        if steps[at] == tag or steps[at].startswith((f"{tag}.", f"{tag}#")):
            return "/".join(steps[: at + 1]) + "/"
    return None
