"""Check of a source: one listing and a few of its stories, as a crawl would see them."""

from collections.abc import Callable
from datetime import date
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from crawler.base.faults import Fault
from crawler.discover import Frontier, StoryLink, read_links
from crawler.discover.kinds import kind_of
from crawler.model import Page
from crawler.probing.links import LinkCheck, check_links
from crawler.probing.stories import StoryCheck, check_story
from crawler.sources import Source

STORIES = 3
"""Stories that are fetched."""
LISTINGS = 4
"""Most listings that are fetched until one has stories."""

Fetch = Callable[[str], Page]
"""Function that returns the page at a URL, or raises `Fault`."""


class ListingCheck(Struct, frozen=True):
    """A listing that was fetched."""

    url: str
    kind: str = "unknown"
    """Its format."""
    links: LinkCheck | None = None
    problem: str | None = None


class SourceCheck(Struct, frozen=True):
    """What was found of a source."""

    source: str
    listings: tuple[ListingCheck, ...]
    """Those that were tried; the last one is the one whose stories were read."""
    stories: tuple[StoryCheck, ...] = ()

    @property
    def is_good(self) -> bool:
        """Return whether a listing has stories, and all that were fetched have records."""
        return bool(self.stories) and all(each.problem is None for each in self.stories)


def check_source(
    source: Source, fetch: Fetch, today: date, listing: str | None = None
) -> SourceCheck:
    """Fetch listings of a source until one has stories, and the newest of these.

    `listing` is the URL of the only one to try. Nothing is written.
    """
    frontier = Frontier(source, None, None, today)
    starts = frontier.starts()
    tried: list[ListingCheck] = []
    for url in [listing] if listing else starts[:LISTINGS]:
        tried.append(_check_listing(url, source, fetch, frontier))
        found = tried[-1].links
        if found and found.stories:
            break
    stories = [_check_page(link, fetch) for link in islice(frontier.stories(), STORIES)]
    return SourceCheck(source.id, tuple(tried), tuple(stories))


def _check_listing(url: str, source: Source, fetch: Fetch, frontier: Frontier) -> ListingCheck:
    try:
        page = fetch(url)
        links = read_links(page.body, page.url, page.content_type)
        frontier.take(links)
    except Fault as fault:
        return ListingCheck(url, problem=str(fault))
    kind = kind_of(page.body, page.url, page.content_type)
    return ListingCheck(page.url, kind, check_links(links, source))


def _check_page(link: StoryLink, fetch: Fetch) -> StoryCheck:
    try:
        return check_story(replace(fetch(link.url), hint=link.hint))
    except Fault as fault:
        return StoryCheck(link.url, problem=str(fault))
