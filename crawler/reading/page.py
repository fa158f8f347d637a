"""Read a page from bytes to outcome, and choose between the wire and article readers."""

from crawler.model import ClassifiedPage, Document, Outcome, Page, Reading, Story
from crawler.reading.article import read as read_article
from crawler.reading.article import with_authors
from crawler.reading.article.bounds import trim_after_article, with_credit, with_unclassified_lines
from crawler.reading.article.header import head_of, with_header
from crawler.reading.article.related import without_related
from crawler.reading.classifier.extract import without_surroundings
from crawler.reading.clean import clean
from crawler.reading.record import normalise
from crawler.reading.reservations import refuse_reserved
from crawler.reading.screen import screen
from crawler.reading.story_or_not import is_dated, why_no_story
from crawler.reading.wire import has_wire_copy, is_wire_copy, read_scripts, read_stories
from crawler.reading.wire.coverage import removed


def read_page(page: Page) -> Outcome:
    """Clean, read, normalise and screen one page. Raises `Fault` if it cannot be read, or
    if its source obeys a reservation of its rights."""
    return refuse_reserved(page, screen(normalise(read_document(clean(page)))))


def read_document(document: Document) -> Reading:
    """Read every story of a cleaned page, or give the reason why there are no stories."""
    document, stories = _read_stories(document)
    reason = why_no_story(document, stories)
    if reason:
        return Reading(document, (), reason)
    return Reading(document, stories, removed=removed(document, stories))


def _read_stories(document: Document) -> tuple[Document, tuple[Story, ...]]:
    """Return the stories of a page, and the document with the blocks used.

    | page | reading |
    |---|---|
    | at an archive's address, or a radio script | wire |
    | modern markup, agency copy or not | article |
    | older, header names an agency | wire, over the text classified as story by structure |
    | older, no agency, article metadata | article |
    | older, no agency, no date in header, URL or metadata | article |
    | older, no agency, other | wire, over the text classified as story by structure |
    """
    if document.classified is None:
        return document, read_stories(document)
    if scripts := read_scripts(document):
        return document, scripts
    classified = with_credit(without_related(trim_after_article(document.classified)))
    if document.head.modern:
        return _read_article(document, classified)
    reduced = without_surroundings(document, classified)
    stories = read_stories(reduced)
    is_wire = any(map(is_wire_copy, stories))
    if is_wire and (whole := with_unclassified_lines(classified)) is not classified:
        reduced = without_surroundings(document, whole)
        stories = read_stories(reduced)
    if document.head.metadata.is_article and not is_wire:
        return read_article(document, classified)
    if not is_wire and not is_dated(document, stories):
        found, articles = read_article(document, classified)
        if is_dated(document, articles):
            return found, articles
    return reduced, with_authors(stories, document.head.metadata)


def _read_article(
    document: Document, classified: ClassifiedPage
) -> tuple[Document, tuple[Story, ...]]:
    """Return the article of a modern page, completed from the header of agency copy."""
    reduced = without_surroundings(document, classified)
    found, articles = read_article(document, classified)
    if len(articles) == 1 and has_wire_copy(head_of(reduced)):
        copies = read_stories(reduced)
        if len(copies) == 1 and is_wire_copy(copies[0]):
            return reduced, (with_header(articles[0], copies[0]),)
    return found, articles
