"""The whole way from page to outcome in one call, for tools that need no crawl."""

from crawler.clean import clean
from crawler.model import Outcome, Page
from crawler.record import normalise
from crawler.screen import screen
from crawler.wire import read


def read_page(page: Page) -> Outcome:
    """Clean, read, normalise and screen one page. Raises `Fault` where it cannot be read."""
    return screen(normalise(read(clean(page))))
