"""Proposal of a source: its patterns, from what a site links to, tested on pages of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from msgspec.structs import replace

from crawler.base.faults import Fault
from crawler.base.urls import place
from crawler.discover import Link
from crawler.model import Hint, Page
from crawler.probing.check import STORIES, Fetch
from crawler.probing.shapes import Shape, is_section, section_pattern, story_shapes
from crawler.probing.stories import StoryCheck, check_story
from crawler.probing.survey import Survey
from crawler.reading.parse.head import read_head
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.sources import Source

_TITLE = 4
"""Least words of a link's text that may be a headline."""
_SECTIONS = 12
"""Most sections in a pattern of listings."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source file, before it is written."""

    name: str
    base: str
    hosts: tuple[str, ...]
    """Other names of the host in its links: with or without `www.`."""
    language: str | None
    story: tuple[str, ...]
    listing: tuple[str, ...]
    feeds: tuple[str, ...]
    """Paths, as are the sitemaps and indexes."""
    sitemaps: tuple[str, ...]
    indexes: tuple[str, ...]
    checks: tuple[tuple[StoryCheck, Page | None], ...]
    """The pages that were fetched to test the patterns; those of dropped patterns, too."""


def propose(found: Survey, fetch: Fetch, inside: Source) -> Proposal:
    """Propose a source. Raises `Fault` never; without `story` nothing could be proposed."""
    links = list(_candidates(found, inside))
    hints = {link.url: link.hint for link in links}
    checks: list[tuple[StoryCheck, Page | None]] = []
    kept: list[Shape] = []
    for shape in story_shapes(path for link in links if (path := inside.path_of(link.url))):
        tested = [_test(inside.url_of(path), hints, fetch) for path in shape.paths[: _share(kept)]]
        checks += tested
        if any(check.problem is None for check, _ in tested):
            kept.append(shape)
    name, language = _stated(found.page)
    stories = {path for shape in kept for path in shape.paths}
    sections = _sections(found.links, stories, inside)
    return Proposal(
        name or urlsplit(found.base).netloc,
        found.base,
        tuple(_hosts(found, inside)),
        language,
        tuple(shape.pattern for shape in kept),
        (section_pattern(sections),),
        tuple(_paths(found.feeds, inside)),
        tuple(_paths(found.sitemaps, inside)),
        tuple(_indexes(found, inside)),
        tuple(checks),
    )


def _share(kept: list[Shape]) -> int:
    """Return how many pages to fetch for a shape: all for the first, one for others."""
    return 1 if kept else STORIES


def _candidates(found: Survey, inside: Source) -> Iterator[Link]:
    """Yield the links that may be stories, from the surest evidence that there is."""
    feeds = [link for links in found.feeds.values() for link in links if not link.leads_on]
    own = [link for link in feeds if inside.path_of(link.url)]
    if own:
        yield from own
        return
    dated = [link for links in found.sitemaps.values() for link in links if link.hint.date]
    titled = [link for link in found.links if len((link.hint.title or "").split()) >= _TITLE]
    yield from dated or titled or [link for links in found.sitemaps.values() for link in links]


def _test(url: str, hints: Mapping[str, Hint], fetch: Fetch) -> tuple[StoryCheck, Page | None]:
    try:
        page = replace(fetch(url), hint=hints.get(url))
    except Fault as fault:
        return StoryCheck(url, problem=str(fault)), None
    return check_story(page), page


def _stated(page: Page) -> tuple[str | None, str | None]:
    """Return the name and the language that a page states of its site."""
    try:
        markup = decode(page).utf8
        head = read_head([*parse(markup).iter()], page.url, markup)
    except Fault:
        return None, None
    return head.metadata.publisher or head.title, head.language


def _sections(links: Iterable[Link], stories: set[str], inside: Source) -> list[str]:
    """Return the sections that a page links to: those in whose folder stories are, if any."""
    paths = [path for link in links if (path := inside.path_of(link.url)) and is_section(path)]
    folders = {path.split("/")[1] for path in stories}
    own = [path for path in paths if path.split("/")[1] in folders]
    return [*dict.fromkeys(own or paths)][:_SECTIONS]


def _hosts(found: Survey, inside: Source) -> list[str]:
    """Return the hosts of links to the same site, but for that of the base."""
    listed = (*found.feeds.values(), *found.sitemaps.values(), found.links)
    own = {place(link.url) for links in listed for link in links if inside.path_of(link.url)}
    return sorted(own - {place(found.base)})


def _indexes(found: Survey, inside: Source) -> list[str]:
    """Return the front page and the page that was named, unless it is a feed."""
    path = inside.path_of(found.page.url)
    is_feed = found.page.url in found.feeds
    return [*dict.fromkeys(["/", *([path] if path and not is_feed else [])])]


def _paths(urls: Iterable[str], inside: Source) -> Iterator[str]:
    for url in urls:
        if path := inside.path_of(url):
            yield path
