"""Document in, Reading out: the wire header is read, the story's text is cut free of it."""

from crawler.model import Document, Reading, Story
from crawler.wire import article, general, voa
from crawler.wire.account import removed
from crawler.wire.nostory import why_no_story

READERS = (voa.read, general.read)
"""Tried in this order; the first that finds a story has it. The general reading comes last."""


def read(document: Document) -> Reading:
    """Read every story of a page, or say why it holds none."""
    stories = _wire_stories(document)
    if document.weighed and not any(map(article.is_wire, stories)):
        document, stories = article.read(document, document.weighed)
    reason = why_no_story(document, stories) if stories else "no running text"
    if reason:
        return Reading(document, (), reason)
    return Reading(document, stories, removed=removed(document, stories))


def _wire_stories(document: Document) -> tuple[Story, ...]:
    for read_stories in READERS:
        if stories := read_stories(document):
            return stories
    return ()
