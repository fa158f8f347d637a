"""Read a listing in parts, each link classified: all that needs neither frontier nor network."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from crawler.discover.kinds import ListingKind, kind_of, links_in
from crawler.discover.links import Link
from crawler.discover.window import day_of
from crawler.model import Hint
from crawler.sources import Source

MOST_LINKS = 250
"""Links of a part: few enough to be taken without holding up others."""


class FoundLink(Struct, frozen=True, gc=False):
    """Link to a page of the archive."""

    path: str
    kind: Literal["story", "listing"] | None
    """What the source's patterns, or the listing itself, make of it."""
    hint: Hint
    story: str = ""
    """Path under which a story is kept."""
    day: date | None = None
    """Day of a story, from its URL or hint."""


class Opening(Struct, frozen=True, tag=True):
    """First part of a listing."""

    kind: ListingKind
    sha256: bytes


class Links(Struct, frozen=True, tag=True):
    """Further part of a listing."""

    links: list[FoundLink]


ListingPart = Opening | Links


def read_parts(
    body: bytes, url: str, content_type: str | None, source: Source
) -> Iterator[ListingPart]:
    """Yield the parts of a listing; `content_type` is its HTTP header.

    Raises Fault if its bytes cannot be read or have no known format, after the links before.
    """
    yield Opening(kind_of(body, url, content_type), hashlib.sha256(body).digest())
    taken: list[FoundLink] = []
    try:
        for link in links_in(body, url, content_type):
            if (found := classify(link, source)) is None:
                continue
            taken.append(found)
            if len(taken) == MOST_LINKS:
                yield Links(taken)
                taken = []
    except Exception:
        yield Links(taken)
        raise
    yield Links(taken)


def classify(link: Link, source: Source) -> FoundLink | None:
    """Return what a link is to its source; None if it leads out of the archive."""
    path = source.path_of(link.url)
    if path is None:
        return None
    kind = "listing" if link.leads_on else source.kind_of(path)
    if kind != "story":
        return FoundLink(path, kind, link.hint)
    story = source.story_path(path)
    day = day_of(Link(source.url_of(story), link.hint), source)
    return FoundLink(path, kind, link.hint, story, day)
