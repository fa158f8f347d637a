"""Takes texts that are known to recur off a body, by their words and what stands beside them."""

from collections.abc import Collection, Sequence

from crawler.clean.standing import LONGEST, joint, mark_of
from crawler.model import Block

RULE = "repeated"
"""Stands in the place of a rule's id with what repetition takes."""


def strip_repeated(
    body: str, blocks: Sequence[Block], known: Collection[int]
) -> tuple[str, list[Block]]:
    """A body without the blocks that are known to be furniture, and those blocks. A body of
    nothing else is left as it is."""
    taken: list[Block] = []
    paragraphs = body.split("\n\n")
    texts = [block.text for block in blocks]
    for at, block in enumerate(blocks):
        if len(texts[at]) <= LONGEST and mark_of(texts[at]) in known:
            rest = _without(paragraphs, texts, at)
            if rest:
                paragraphs = rest
                taken.append(block)
    return "\n\n".join(paragraphs), taken


def _without(paragraphs: list[str], texts: Sequence[str], at: int) -> list[str] | None:
    """The paragraphs without a block: itself one of them, or joined to its neighbours in one. None
    where it is not there, or is all there is."""
    text = texts[at]
    if text in paragraphs:
        number = paragraphs.index(text)
        return paragraphs[:number] + paragraphs[number + 1 :] or None
    for number, paragraph in enumerate(paragraphs):
        if text in paragraph and (found := joint(texts, at, paragraph)):
            rest = (paragraph[: found[0]].rstrip(), paragraph[found[0] + len(text) :].lstrip())
            return [*paragraphs[:number], " ".join(filter(None, rest)), *paragraphs[number + 1 :]]
    return None
