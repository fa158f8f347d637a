"""Read an article, agency copy or not. Structure classifies its text, which yields the dateline,
agency and sign-off; metadata and the lines above the text yield the other fields."""

from collections.abc import Sequence

from msgspec.structs import replace

from crawler.base.text import is_prose
from crawler.model import Block, ClassifiedPage, Document, Head, Metadata, Story
from crawler.reading.article.agency import read_opening, take_agency, take_form
from crawler.reading.article.credit import take_credit
from crawler.reading.article.headline import find_headline, printed_headline, stated_headline
from crawler.reading.article.printed_date import take_printed_date
from crawler.reading.article.signature import (
    block_below,
    is_open,
    take_labelled_writers,
    take_signature,
)
from crawler.reading.article.standfirst import find_text, is_standfirst
from crawler.reading.classifier.extract import split_kept_removed
from crawler.reading.headlines import bare, repeats
from crawler.reading.wire.below import separate_credits
from crawler.reading.wire.credit_below import take_credit_below
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.ending import strip_ending
from crawler.reading.wire.paragraphs import layout, paragraphs

_MAINTAINERS = frozenset(("John Pike",))
"""Names that an archive's CMS sets as the author of every page; mirrors keep them."""
_FAR = 12
"""Maximum distance of a header line from the headline or from the text, in blocks."""


def read(document: Document, classified: ClassifiedPage) -> tuple[Document, tuple[Story, ...]]:
    """Return the story of a page (empty if it has no text), and the document with the blocks that
    are its text or its fields, some of which structure alone would have removed."""
    draft = Draft.of(document)
    draft.is_article = document.head.modern
    blocks = [block for block, _ in classified.blocks]
    story = [at for at, (_, why) in enumerate(classified.blocks) if not why]
    text = next((at for at in story if is_prose(blocks[at].text)), None)
    headline = find_headline(blocks, document.head, document.page.url, text)
    fields = _take_fields(draft, document.head, blocks, story, headline)
    above = {at for at in story if headline and at < headline and not is_prose(blocks[at].text)}
    body = _paragraphs([blocks[at] for at in story if at not in fields | above])
    body, draft.clock = strip_ending(tuple(read_opening(draft, body)))
    body = take_credit_below(draft, body)
    if body and is_open(draft, document.head.metadata):
        last = max(story, default=0)
        take_labelled_writers(draft, blocks, last)
        body = take_signature(draft, body, block_below(blocks, last), document.head.metadata)
    document = _with(document, classified, fields)
    return document, (draft.story(body),) if body else ()


def _paragraphs(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the paragraphs of a text: one per block, unless blocks contain hard-wrapped lines."""
    if any(len(block.lines) > 1 for block in blocks):
        return paragraphs(separate_credits(layout(blocks)))
    return tuple(block.text for block in blocks)


def _with(document: Document, classified: ClassifiedPage, fields: set[int]) -> Document:
    """Return the document with only the blocks that are story or a field."""
    kept, removed = split_kept_removed(classified.with_reason(None, fields))
    return replace(document, blocks=kept, removed=removed)


def _take_fields(
    draft: Draft,
    head: Head,
    blocks: Sequence[Block],
    story: Sequence[int],
    headline: int | None,
) -> set[int]:
    """Read the headline, and the lines between it and the text, into the draft; return the indices
    of their blocks."""
    metadata = head.metadata
    draft.updated = metadata.modified
    above = blocks[headline - 1] if headline else None
    _take_headline(draft, head, None if headline is None else blocks[headline], above)
    again = bare(draft.fields.get("headline"))
    start = -1 if headline is None else headline
    below = [at for at in story if at > start and not repeats(blocks[at].text, again)]
    prose = (at for at in below if is_prose(blocks[at].text))
    text = find_text(blocks, prose, metadata)
    fields = set() if headline is None else {headline}
    dated = take_printed_date(draft, blocks, headline, text, max(below, default=None))
    for at in range(start + 1, text or 0):
        block = blocks[at]
        if text is None or min(at - start, text - at) > _FAR:
            continue
        if repeats(block.text, again):
            fields.add(at)
        elif "intro" not in draft.fields and is_standfirst(block, metadata, blocks[text]):
            draft.set_if_empty("intro", block.text, "header")
            fields.add(at)
        elif (
            take_agency(draft, block.text)
            or take_credit(draft, block.text, metadata, blocks)
            or at in dated
            or take_form(draft, block.text)
        ):
            fields.add(at)
    if "byline" not in draft.fields:
        draft.authors = _stated_authors(metadata)
    draft.set_if_empty("byline", ", ".join(_stated_authors(metadata)), "meta")
    return fields


def with_authors(stories: Sequence[Story], metadata: Metadata) -> tuple[Story, ...]:
    """Return the stories of a page; a single one without a byline gets the metadata's authors."""
    authors = _stated_authors(metadata)
    if len(stories) != 1 or stories[0].byline or not (metadata.is_article and authors):
        return tuple(stories)
    evidence = {**stories[0].evidence, "byline": "meta"}
    return (replace(stories[0], byline=", ".join(authors), authors=authors, evidence=evidence),)


def _stated_authors(metadata: Metadata) -> tuple[str, ...]:
    return tuple(name for name in metadata.authors if name not in _MAINTAINERS)


def _take_headline(draft: Draft, head: Head, printed: Block | None, above: Block | None) -> None:
    """Read the printed headline into the draft, else the one stated in the metadata."""
    if printed:
        text = printed_headline(printed, head, above)
        is_stated = bare(text) == bare(head.metadata.headline)
        draft.set_if_empty("headline", text, "meta" if is_stated else "title")
    draft.set_if_empty("headline", stated_headline(head), "meta")
