"""The reading of a page of today on which no agency speaks: its metadata, and its weighed text."""

import re

from crawler.model import Document, Story
from crawler.wire.agencies import by_code, by_line
from crawler.wire.dateline import read_dateline
from crawler.wire.draft import Draft
from crawler.wire.opening import take_dateline

_SIGNS = re.compile(r"[\W_]+")
_OPENING = 4
"""Blocks among which a headline stands, if the text has it."""


def is_wire(story: Story) -> bool:
    """Whether an agency speaks in a story that was read as wire copy."""
    return bool(story.story_number or story.slugline or by_code(story.agency or ""))


def read(document: Document) -> tuple[Story, ...]:
    """The one story of a page whose blocks are all story; none where it has no blocks."""
    draft = Draft.of(document)
    body = _without_headline(document, draft)
    if not body:
        return ()
    if found := read_dateline(body[0]):
        take_dateline(draft, found)
        body = [found.rest, *body[1:]] if found.rest else body[1:]
    metadata = document.head.metadata
    draft.say("byline", ", ".join(metadata.authors), "meta")
    if agency := by_line(metadata.publisher or ""):
        draft.say("agency", agency.code, "meta")
    draft.say("agency_name", metadata.publisher, "meta")
    draft.updated = metadata.modified
    return (draft.story(tuple(body)),)


def _without_headline(document: Document, draft: Draft) -> list[str]:
    """The paragraphs without the headline that opens them: the one the metadata state, or a heading
    that the page's title repeats."""
    stated = document.head.metadata.headline
    title = _bare(document.head.title or "")
    texts = [block.text for block in document.blocks]
    for number, block in enumerate(document.blocks[:_OPENING]):
        bare = _bare(texts[number])
        if bare == _bare(stated or "") or (not stated and block.heading and bare in title):
            draft.say("headline", texts[number], "meta" if stated else "title")
            return texts[:number] + texts[number + 1 :]
    draft.say("headline", stated, "meta")
    return texts


def _bare(text: str) -> str:
    """Letters and digits alone, for pages set quotes and blanks in their titles otherwise."""
    return _SIGNS.sub("", text.casefold())
