"""The reading of a page of today on which no agency speaks: its metadata, the head of the article,
and its weighed text."""

from collections.abc import Sequence

from msgspec.structs import replace

from crawler.clean.extract import part
from crawler.model import Block, Document, Metadata, Story, Weighed
from crawler.text import is_prose
from crawler.wire.agencies import by_code
from crawler.wire.dateline import read_dateline
from crawler.wire.draft import Draft
from crawler.wire.masthead import (
    bare,
    find_headline,
    find_text,
    is_standfirst,
    stated_headline,
    take_credit,
)
from crawler.wire.opening import take_dateline

_FAR = 12
"""Blocks from the headline and from the text at which a line is neither's."""


def is_wire(story: Story) -> bool:
    """Whether an agency speaks in a story that was read as wire copy."""
    return bool(story.story_number or story.slugline or by_code(story.agency or ""))


def read(document: Document, weighed: Weighed) -> tuple[Document, tuple[Story, ...]]:
    """The one story of a page, none where it has no text; and the document with the blocks that
    are its text or its fields, some of which their structure alone would have taken off."""
    draft = Draft.of(document)
    blocks = [block for block, _ in weighed.blocks]
    story = [at for at, (_, why) in enumerate(weighed.blocks) if not why]
    headline = find_headline(blocks, document.head)
    fields = _take_fields(draft, document.head.metadata, blocks, story, headline)
    above = {at for at in story if headline and at < headline and not is_prose(blocks[at].text)}
    body = [blocks[at].text for at in story if at not in fields | above]
    if body and (found := read_dateline(body[0])):
        take_dateline(draft, found)
        body[:1] = [found.rest] if found.rest else []
    document = _with(document, weighed, fields)
    return document, (draft.story(tuple(body)),) if body else ()


def _with(document: Document, weighed: Weighed, fields: set[int]) -> Document:
    """The document of the blocks that are story or a field."""
    blocks = tuple(
        [(block, None if at in fields else why) for at, (block, why) in enumerate(weighed.blocks)]
    )
    kept, removed = part(replace(weighed, blocks=blocks))
    return replace(document, blocks=kept, removed=removed)


def _take_fields(
    draft: Draft,
    metadata: Metadata,
    blocks: Sequence[Block],
    story: Sequence[int],
    headline: int | None,
) -> set[int]:
    """Take the headline, and what stands between it and the text, into the draft; returns which
    blocks they are."""
    fields: set[int] = set()
    draft.updated = metadata.modified
    if headline is not None:
        words = blocks[headline].text
        is_stated = bare(words) == bare(metadata.headline)
        draft.say("headline", words, "meta" if is_stated else "title")
        fields.add(headline)
    draft.say("headline", stated_headline(metadata), "meta")
    start = -1 if headline is None else headline
    prose = [at for at in story if at > start and is_prose(blocks[at].text)]
    text = find_text(blocks, prose, metadata)
    text = start if text is None else text
    for at in range(start + 1, text):
        block = blocks[at]
        if min(at - start, text - at) > _FAR:
            continue
        if bare(block.text) == bare(draft.fields.get("headline")):
            fields.add(at)
        elif "intro" not in draft.fields and is_standfirst(block, metadata, blocks[text]):
            draft.say("intro", block.text, "header")
            fields.add(at)
        elif take_credit(draft, block.text, metadata):
            fields.add(at)
    draft.say("byline", ", ".join(metadata.authors), "meta")
    return fields
