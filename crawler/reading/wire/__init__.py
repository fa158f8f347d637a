"""Read wire pages: separate the header of each story from its body."""

from crawler.agencies.lookup import by_code
from crawler.model import Document, Story
from crawler.reading.wire import general, voa

READERS = (voa.read, general.read)
"""Readers in order of precedence; the first that finds a story is used."""


def read_stories(document: Document) -> tuple[Story, ...]:
    """Return the stories of a wire page; none if it contains no prose."""
    for read in READERS:
        if stories := read(document):
            return stories
    return ()


def read_scripts(document: Document) -> tuple[Story, ...]:
    """Return the stories of a radio script; none if the page is not a script."""
    return voa.read(document)


def has_wire_copy(document: Document) -> bool:
    """Return whether a page has agency copy, without reading more of its stories than that."""
    if scripts := voa.read(document):
        return any(map(is_wire_copy, scripts))
    return general.has_wire_copy(document)


def is_wire_copy(story: Story) -> bool:
    """Return whether a page's header has a story number, a slugline or a known agency.

    An agency known only from a logo does not count.
    """
    if story.story_number or story.slugline:
        return True
    return story.evidence.get("infosource") != "logo" and by_code(story.agency or "") is not None
