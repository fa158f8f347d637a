"""The schema of a source file: where a source's stories are, and how to recognise them."""

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct, field

from crawler.addresses import Address, AddressForm, read_address
from crawler.base.urls import place
from crawler.contract import Infosource

Path = Annotated[str, Meta(pattern=r"^[/{]")]
"""Path of the archive, starting with `/` or a `{placeholder}`."""

Count = Annotated[int, Meta(ge=1)]


Reservation = Literal["train-ai", "search", "ai-input", "tdm", "noai", "noindex", "ai-agents"]
"""Names of reservations, as in crawler/reading/reservations.toml."""


class Agency(Struct, frozen=True, forbid_unknown_fields=True):
    """Default agency of pages that name none."""

    code: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None
    name: Annotated[str, Meta(min_length=1)] | None = None
    """Name of the agency; by default that of the source."""


class Start(Struct, frozen=True, forbid_unknown_fields=True):
    """Start pages of discovery: paths of the archive, or path templates."""

    index: tuple[Path, ...] = ()
    """HTML pages that link to stories and to further pages like themselves."""
    feed: tuple[Path, ...] = ()
    """RSS or Atom."""
    sitemap: tuple[Path, ...] = ()
    """Sitemaps and sitemap indexes."""
    lists: tuple[Path, ...] = field(default=(), name="list")
    """Lists of URLs: plain text, CDX in all variants, WARC."""

    @property
    def machine_readable(self) -> tuple[Path, ...]:
        """All start pages that are not HTML, those with the most metadata first."""
        return (*self.feed, *self.sitemap, *self.lists)

    @property
    def paths(self) -> tuple[Path, ...]:
        """All start pages, those with the most metadata first."""
        return (*self.machine_readable, *self.index)


class Newest(Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of a crawl without `since` and `until`."""

    stories: Count = 1000
    listings: Count = 500
    days: Count = 7
    """Days back for which dated start paths are requested."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of every crawl of the source."""

    listings: Count = 5000
    """Most index pages, feeds and sitemaps read in one crawl."""
    walk: Count = 366
    """Most days (or months, or years) for which one dated start path is requested."""
    barren: Count = 50
    """Most consecutive listings of one series without new links."""
    copies: Count = 20
    """Most listings with identical content whose links are followed."""
    depth: Count = 20
    """Most folders in the path of a listing."""
    recurrences: Count = 2
    """Most occurrences of one folder name in the path of a listing."""


class Politeness(Struct, frozen=True, forbid_unknown_fields=True):
    """Request rate; by default a loopback host has no delay."""

    delay: Annotated[float, Meta(ge=0)] | None = None
    """Seconds between two requests."""
    concurrency: Count | None = None
    """Maximum concurrent requests."""


class Obedience(Struct, frozen=True, forbid_unknown_fields=True):
    """Which reservations of rights keep a page out of the dump."""

    obey: tuple[Reservation, ...] = ()


Share = Annotated[float, Meta(ge=0, le=1)]


class Gates(Struct, frozen=True, forbid_unknown_fields=True):
    """Conditions on a run; if one fails, the run's records of the source are withheld."""

    stories: Count | None = None
    """Minimum of stories read, new or known, if the whole source was searched."""
    date: Share | None = None
    """Minimum share of stories with a date; likewise for the next two fields."""
    headline: Share | None = None
    body: Share | None = None
    quarantine: Share | None = None
    """Maximum share of fetched pages in quarantine."""
    shrink: Share | None = None
    """Minimum, relative to earlier runs, of stories found and of the median body length."""
    fresh: Count | None = None
    """Maximum age of the newest story in days. Not a gate: exceeding it raises an alarm."""


class Gone(Struct, frozen=True, forbid_unknown_fields=True):
    """When a story is deleted because its page is missing (404 or 410)."""

    runs: Count = 3
    """Runs in which all its URLs must be missing, without a successful fetch in between."""
    days: Count = 3
    """Days (UTC) on which they must be missing."""
    share: Annotated[float, Meta(gt=0, le=1)] = 0.1
    """Maximum share of missing stories among the known ones requested in a run; above it (and
    above 20 stories) an alarm is raised and no story is deleted."""


Days = Annotated[float, Meta(ge=0)]


class Revisit(Struct, frozen=True, forbid_unknown_fields=True):
    """Maximum age in days for each revisit interval; older pages are revisited twice a year.

    The age counts from the story's date, or from the last observed change.
    """

    hourly: Days = 1
    daily: Days = 7
    weekly: Days = 30
    monthly: Days = 365


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """One archive, as described in its file (docs/sources.md explains each field)."""

    id: str
    name: str
    base: str
    story: Annotated[tuple[re.Pattern[str], ...], Meta(min_length=1)]
    enabled: bool = True
    private: bool = False
    """Whether the host name may resolve to a private address."""
    hosts: frozenset[str] = frozenset()
    language: str | None = None
    licence: str | None = None
    infosource: Agency | None = None
    begins: date | None = None
    topics: dict[str, Annotated[str, Meta(pattern=r"^/(.*/)?$")]] = {}
    address: tuple[AddressForm, ...] = ()
    """Forms of its URLs, which give section, topic, day and agency code."""
    start: Start = Start()
    listing: tuple[re.Pattern[str], ...] = ()
    not_story: tuple[re.Pattern[str], ...] = ()
    newest: Newest = Newest()
    limits: Limits = Limits()
    politeness: Politeness = Politeness()
    rights: Obedience = Obedience()
    gone: Gone = Gone()
    revisit: Revisit = Revisit()
    gates: Gates = field(default=Gates(), name="assert")
    first_base: str | None = None
    """Original `base` when overridden by `-a base=`; set by code only."""

    @property
    def agency(self) -> Infosource | None:
        """Default agency of stories that name none."""
        own = self.infosource
        return Infosource(own.code, own.name or self.name) if own else None

    @property
    def host(self) -> str:
        """Host of the base URL, without port."""
        return urlsplit(self.base).hostname or ""

    def address_of(self, url: str) -> Address:
        """Return the metadata in a URL of this archive."""
        return read_address(url, self.address)

    def path_of(self, url: str) -> str | None:
        """Return the path (and query) of a URL within this archive; None if it is outside.

        The archive is at its base; `hosts` are its aliases, and http and https are equivalent.
        Pages of an archive that was moved into another folder still link relative to the root of
        the original host.
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
        """Return the URL of a path of the archive."""
        return self.base.rstrip("/") + path

    def kind_of(self, path: str) -> Literal["story", "listing"] | None:
        """Classify a link as a story, a listing or neither; `listing` patterns take precedence."""
        if any(pattern.search(path) for pattern in self.listing):
            return "listing"
        if any(pattern.search(self.story_path(path)) for pattern in self.not_story):
            return None
        story = self.story_path(path)
        return "story" if any(pattern.search(story) for pattern in self.story) else None

    def story_path(self, path: str) -> str:
        """Return a story's path without its query (`a.htm?ref=feed`), if that is a story, too."""
        bare = path.partition("?")[0]
        return bare if any(pattern.search(bare) for pattern in self.story) else path

    def belongs(self, path: str, topic: str) -> bool:
        """Return whether a story's path is in the topic's folder."""
        return path.startswith(self.topics[topic])

    def leads_to(self, path: str, topic: str) -> bool:
        """Return whether a listing may link to stories of the topic: not in another's folder."""
        folders = [folder for folder in self.topics.values() if path.startswith(folder)]
        innermost = max(folders, key=len, default="/")
        wanted = self.topics[topic]
        return wanted.startswith(innermost) or innermost.startswith(wanted)


def _below(path: str, *bases: str | None) -> str | None:
    """Return a path relative to the longest of the bases' folders that contain it; None if none
    does."""
    folders = [urlsplit(base).path.rstrip("/") for base in bases if base]
    holding = [folder for folder in folders if path.startswith(f"{folder}/")]
    return path[len(max(holding, key=len)) :] if holding else None
