"""What a source's file says: where its stories are found, and how to tell them from the rest."""

import re
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from msgspec import Meta, Struct, field

from crawler.contract import Infosource

Path = Annotated[str, Meta(pattern=r"^[/{]")]
"""A path of the archive, beginning with `/` or a `{placeholder}`."""

Count = Annotated[int, Meta(ge=1)]


class Agency(Struct, frozen=True, forbid_unknown_fields=True):
    """The agency whose stories an archive's pages are that name no other."""

    code: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None
    name: Annotated[str, Meta(min_length=1)] | None = None
    """The archive's own, where it is left out."""


class Start(Struct, frozen=True, forbid_unknown_fields=True):
    """Where discovery begins. Each is a path of the archive, or a template of paths."""

    index: tuple[Path, ...] = ()
    """HTML pages that link to stories and to further pages like themselves."""
    feed: tuple[Path, ...] = ()
    """RSS or Atom."""
    sitemap: tuple[Path, ...] = ()
    """Sitemaps and sitemap indexes."""
    lists: tuple[Path, ...] = field(default=(), name="list")
    """Lists of addresses: plain text, CDX in all its forms, WARC."""

    @property
    def machine_readable(self) -> tuple[Path, ...]:
        """All that are no HTML pages, those first that say most of a story."""
        return (*self.feed, *self.sitemap, *self.lists)

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of them, those first that say most of a story."""
        return (*self.machine_readable, *self.index)


class Newest(Struct, frozen=True, forbid_unknown_fields=True):
    """How much a crawl takes that was given no `since` and no `until`."""

    stories: Count = 1000
    listings: Count = 500
    days: Count = 7
    """How far back dated start paths are walked."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """What bounds every crawl of the source."""

    listings: Count = 5000
    """Most index pages, feeds and sitemaps read in one crawl."""
    walk: Count = 366
    """Most days (or months, or years) for which one dated start path is asked."""
    barren: Count = 50
    """Most listings of one series, one after the other, that name nothing new."""
    copies: Count = 20
    """Most listings of the same content whose links are followed."""
    depth: Count = 20
    """Most folders that a listing may lie in."""
    recurrences: Count = 2
    """Most times that one folder's name may stand in the path of a listing."""


class Politeness(Struct, frozen=True, forbid_unknown_fields=True):
    """How gently the host is asked; left out, a loopback host is asked at full speed."""

    delay: Annotated[float, Meta(ge=0)] | None = None
    """Seconds between two requests."""
    concurrency: Count | None = None
    """Requests at a time."""


Share = Annotated[float, Meta(ge=0, le=1)]


class Gates(Struct, frozen=True, forbid_unknown_fields=True):
    """What a run must have come to, else its records of the source are withheld."""

    stories: Count | None = None
    """Least stories read, new or known, where the whole source was searched."""
    date: Share | None = None
    """Least share of the stories read that have a date; the same for the next two."""
    headline: Share | None = None
    body: Share | None = None
    quarantine: Share | None = None
    """Most of the pages fetched that may be put aside."""
    shrink: Share | None = None
    """Least of what the source used to have: stories found, characters of half the stories."""
    fresh: Count | None = None
    """Days that the newest story may be old. No gate: a source without news is an alarm."""


class Gone(Struct, frozen=True, forbid_unknown_fields=True):
    """When a story is deleted because its page is gone: it answers 404 or 410."""

    runs: Count = 3
    """Runs in which all its addresses must answer so, without a page in between."""
    days: Count = 3
    """Days (UTC) on which they must."""
    share: Annotated[float, Meta(gt=0, le=1)] = 0.1
    """Share of the known stories asked in a run; where more are missing (and more than 20), it is
    an alarm and no story is deleted."""


Days = Annotated[float, Meta(ge=0)]


class Revisit(Struct, frozen=True, forbid_unknown_fields=True):
    """Up to which age of its story a page is asked so often; beyond the last, twice a year.

    The age counts from the story's day, or from the last change that was seen.
    """

    hourly: Days = 1
    daily: Days = 7
    weekly: Days = 30
    monthly: Days = 365


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """One archive, as its file describes it (docs/sources.md goes through it field by field)."""

    id: str
    name: str
    base: str
    story: Annotated[tuple[re.Pattern[str], ...], Meta(min_length=1)]
    enabled: bool = True
    private: bool = False
    """Whether the host's name may lead into a private net."""
    hosts: frozenset[str] = frozenset()
    language: str | None = None
    licence: str | None = None
    infosource: Agency | None = None
    begins: date | None = None
    topics: dict[str, Annotated[str, Meta(pattern=r"^/(.*/)?$")]] = {}
    start: Start = Start()
    listing: tuple[re.Pattern[str], ...] = ()
    not_story: tuple[re.Pattern[str], ...] = ()
    newest: Newest = Newest()
    limits: Limits = Limits()
    politeness: Politeness = Politeness()
    gone: Gone = Gone()
    revisit: Revisit = Revisit()
    gates: Gates = field(default=Gates(), name="assert")
    first_base: str | None = None
    """The base in its file, where the archive is read from another place; never set by the file."""

    @property
    def agency(self) -> Infosource | None:
        """Whose stories they are that name no agency."""
        own = self.infosource
        return Infosource(own.code, own.name or self.name) if own else None

    @property
    def host(self) -> str:
        """The host that is asked, without its port."""
        return urlsplit(self.base).hostname or ""

    def path_of(self, url: str) -> str | None:
        """Return the path (and query) of an address within this archive; null for other places.

        The archive answers at its base; the other `hosts` are its names elsewhere, and http and
        https are the same place. The pages of an archive that was moved into another folder still
        link from the root of its first place.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return None
        path = parts.path or "/"
        query = f"?{parts.query}" if parts.query else ""
        first = self.first_base
        if place(url) == place(self.base):
            below = _below(path, self.base, first)
        elif first and place(url) == place(first):
            below = _below(path, first)
        else:
            below = path if place(url) in self.hosts else None
        return None if below is None else below + query

    def url_of(self, path: str) -> str:
        """The address at which a path of the archive is asked for."""
        return self.base.rstrip("/") + path

    def kind_of(self, path: str) -> Literal["story", "listing"] | None:
        """Whether a link is a story, leads to stories, or neither. Listings are told first."""
        if any(pattern.search(path) for pattern in self.listing):
            return "listing"
        if any(pattern.search(self.story_path(path)) for pattern in self.not_story):
            return None
        story = self.story_path(path)
        return "story" if any(pattern.search(story) for pattern in self.story) else None

    def story_path(self, path: str) -> str:
        """A story's path without its query, where that is a story as well: `a.htm?ref=feed`."""
        bare = path.partition("?")[0]
        return bare if any(pattern.search(bare) for pattern in self.story) else path

    def belongs(self, path: str, topic: str) -> bool:
        """Whether a story's path lies in the topic's folder."""
        return path.startswith(self.topics[topic])

    def leads_to(self, path: str, topic: str) -> bool:
        """Whether a listing may name stories of the topic: not if it lies in another's folder."""
        folders = [folder for folder in self.topics.values() if path.startswith(folder)]
        innermost = max(folders, key=len, default="/")
        wanted = self.topics[topic]
        return wanted.startswith(innermost) or innermost.startswith(wanted)


def _below(path: str, *bases: str | None) -> str | None:
    """Return a path of a host as one below the folder of a base, of the longest one that it lies
    in; null where it lies in none."""
    folders = [urlsplit(base).path.rstrip("/") for base in bases if base]
    holding = [folder for folder in folders if path.startswith(f"{folder}/")]
    return path[len(max(holding, key=len)) :] if holding else None


def place(url: str) -> str:
    """Host and port of an address, without the port that its scheme implies.

    >>> place("http://WWW.example.org:80/a"), place("http://127.0.0.1:8000/")
    ('www.example.org', '127.0.0.1:8000')
    """
    parts = urlsplit(url)
    return _place(parts.scheme, parts.netloc)


@lru_cache(maxsize=1024)
def _place(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    host = parts.hostname or ""
    try:
        port = parts.port
    except ValueError:
        return ""
    implied = {"http": 80, "https": 443}.get(scheme)
    return host if port in (None, implied) else f"{host}:{port}"
