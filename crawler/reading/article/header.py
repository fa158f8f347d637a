"""Add fields from the header of agency copy to an article read from a present-day page."""

from collections.abc import Sequence

from msgspec.structs import replace

from crawler.base.text import is_prose
from crawler.model import Block, Document, Story

_HEAD = 4
"""Number of blocks from the first paragraph on that a wire header may extend into."""
_FILLED = (
    *("agency", "agency_name", "headline", "slugline", "story_number", "genre", "byline"),
    *("located", "ednote", "intro"),
)


def head_of(document: Document) -> Document:
    """Return a page up to the end of its wire header, which suffices to recognise agency copy."""
    blocks: Sequence[Block] = document.blocks
    first = next((at for at, block in enumerate(blocks) if is_prose(block.text)), 0)
    return replace(document, blocks=document.blocks[: first + _HEAD])


def with_header(article: Story, wire: Story) -> Story:
    """Return an article with the fields that only the wire reading found. A story with a notice of
    the desk, such as a kill or a correction, gets the wire reading's text, which is free of the
    notice."""
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
