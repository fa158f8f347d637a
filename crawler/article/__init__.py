"""The reading of a page of today on which no agency speaks: its metadata, the head of the article,
and its weighed text."""

from collections.abc import Sequence

from msgspec.structs import replace

from crawler.article.credit import take_credit
from crawler.article.headline import bare, find_headline, stated_headline
from crawler.article.printed_date import take_printed_date
from crawler.article.standfirst import find_text, is_standfirst
from crawler.clean.extract import part
from crawler.model import Block, Document, Metadata, Story, Weighed
from crawler.text import is_prose
from crawler.wire.agencies import by_code
from crawler.wire.dateline import read_dateline
from crawler.wire.draft import Draft
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
    draft.is_article = True
    blocks = [block for block, _ in weighed.blocks]
    story = [at for at, (_, why) in enumerate(weighed.blocks) if not why]
    headline = find_headline(blocks, document.head)
    fields = _take_fields(draft, document.head.metadata, blocks, story, headline)
    above = {at for at in story if headline and at < headline and not is_prose(blocks[at].text)}
    body = [blocks[at].text for at in story if at not in fields | above]
    if body and (found := read_dateline(body[0])) and not _is_note(body[0], found.rest):
        take_dateline(draft, found)
        body[:1] = [found.rest] if found.rest else []
    document = _with(document, weighed, fields)
    return document, (draft.story(tuple(body)),) if body else ()


def _is_note(text: str, rest: str) -> bool:
    """Whether what looks like a dateline is an editor's: `Editor's note, March 6, 2024: ...`."""
    return text.removesuffix(rest).rstrip().endswith(":")


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
    draft.updated = metadata.modified
    _take_headline(draft, metadata, None if headline is None else blocks[headline])
    again = bare(draft.fields.get("headline"))
    start = -1 if headline is None else headline
    below = [at for at in story if at > start and bare(blocks[at].text) != again]
    prose = [at for at in below if is_prose(blocks[at].text)]
    text = find_text(blocks, prose, metadata)
    fields = set() if headline is None else {headline}
    dated = take_printed_date(draft, blocks, headline, text, max(below, default=None))
    for at in range(start + 1, text or 0):
        block = blocks[at]
        if text is None or min(at - start, text - at) > _FAR:
            continue
        if bare(block.text) == again:
            fields.add(at)
        elif "intro" not in draft.fields and is_standfirst(block, metadata, blocks[text]):
            draft.say("intro", block.text, "header")
            fields.add(at)
        elif take_credit(draft, block.text, metadata) or at in dated:
            fields.add(at)
    if "byline" not in draft.fields:
        draft.authors = metadata.authors
    draft.say("byline", ", ".join(metadata.authors), "meta")
    return fields


def _take_headline(draft: Draft, metadata: Metadata, printed: Block | None) -> None:
    """Take the headline that is printed, else the one that the metadata state."""
    if printed:
        is_stated = bare(printed.text) == bare(metadata.headline)
        draft.say("headline", printed.text, "meta" if is_stated else "title")
    draft.say("headline", stated_headline(metadata), "meta")
