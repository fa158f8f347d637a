"""Document in, stories out: the wire header is read, the story's text is cut free of it."""

from crawler.model import Document, Story
from crawler.wire import general, voa

READERS = (voa.read, general.read)
"""Tried in this order; the first that finds a story has it. The general reading comes last."""


def read_stories(document: Document) -> tuple[Story, ...]:
    """Return the stories of a wire page; none where nothing on it is running text."""
    for read in READERS:
        if stories := read(document):
            return stories
    return ()
