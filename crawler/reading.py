"""The whole reading of a page: bytes in, outcome out, and the decision which reading it takes."""

from crawler import article
from crawler.clean import clean
from crawler.model import Document, Outcome, Page, Reading
from crawler.record import normalise
from crawler.screen import screen
from crawler.wire import read_stories
from crawler.wire.account import removed
from crawler.wire.nostory import why_no_story


def read_page(page: Page) -> Outcome:
    """Clean, read, normalise and screen one page. Raises `Fault` where it cannot be read."""
    return screen(normalise(read_document(clean(page))))


def read_document(document: Document) -> Reading:
    """Read every story of a cleaned page, or say why it holds none.

    A page of today goes by its weighed text, unless an agency speaks on it.
    """
    stories = read_stories(document)
    if document.weighed and not any(map(article.is_wire, stories)):
        document, stories = article.read(document, document.weighed)
    reason = why_no_story(document, stories) if stories else "no running text"
    if reason:
        return Reading(document, (), reason)
    return Reading(document, stories, removed=removed(document, stories))
