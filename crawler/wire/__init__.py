"""Document in, Reading out: the wire header is read, the story's text is cut free of it."""

from crawler.model import Document, Reading
from crawler.wire import general, voa
from crawler.wire.account import removed
from crawler.wire.nostory import why_no_story

READERS = (voa.read, general.read)
"""Tried in this order; the first that finds a story has it. The general reading comes last."""


def read(document: Document) -> Reading:
    """Read every story of a page, or say why it holds none."""
    for read_stories in READERS:
        if stories := read_stories(document):
            reason = why_no_story(document, stories)
            if reason:
                return Reading(document, (), reason)
            return Reading(document, stories, removed=removed(document, stories))
    return Reading(document, (), "no running text")
