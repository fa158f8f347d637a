"""What the header of agency copy says on a page of today, beside what the article says itself."""

from collections.abc import Sequence

from msgspec.structs import replace

from crawler.base.text import is_prose
from crawler.model import Block, Document, Story

_HEAD = 4
"""Blocks behind the first paragraph that the header of a wire may reach into."""
_FILLED = (
    *("agency", "agency_name", "headline", "slugline", "story_number", "genre", "byline"),
    *("located", "ednote", "intro"),
)


def head_of(document: Document) -> Document:
    """Return a page as far as the header of a wire reaches: enough to know agency copy."""
    blocks: Sequence[Block] = document.blocks
    first = next((at for at, block in enumerate(blocks) if is_prose(block.text)), 0)
    return replace(document, blocks=document.blocks[: first + _HEAD])


def with_header(article: Story, wire: Story) -> Story:
    """Return an article with what the wire reading found and the article's did not. A story that
    the desk killed or corrected has the wire's text, which is free of the desk's notes."""
    missing = {
        name: getattr(wire, name)
        for name in _FILLED
        if getattr(article, name) is None and getattr(wire, name) is not None
    }
    is_of_desk = wire.canceled or wire.corrected or wire.ednote is not None
    return replace(
        article,
        **missing,
        body=wire.body if is_of_desk else article.body,
        canceled=article.canceled or wire.canceled,
        corrected=article.corrected or wire.corrected,
        dates=wire.dates or article.dates,
        evidence={**wire.evidence, **article.evidence},
    )
