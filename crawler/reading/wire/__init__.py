"""Document in, stories out: the wire header is read, the story's text is cut free of it."""

from crawler.model import Document, Story
from crawler.reading.wire import general, voa
from crawler.reading.wire.agencies import by_code

READERS = (voa.read, general.read)
"""Tried in this order; the first that finds a story has it. The general reading comes last."""


def read_stories(document: Document) -> tuple[Story, ...]:
    """Return the stories of a wire page; none where nothing on it is running text."""
    for read in READERS:
        if stories := read(document):
            return stories
    return ()


def read_scripts(document: Document) -> tuple[Story, ...]:
    """Return the stories of a radio script; none of a page that is no script."""
    return voa.read(document)


def is_wire_copy(story: Story) -> bool:
    """Whether a page's header names the agency that wrote a story; a logo is no header."""
    if story.story_number or story.slugline:
        return True
    return story.evidence.get("infosource") != "logo" and by_code(story.agency or "") is not None
