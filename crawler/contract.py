"""What is published: records, quarantine rows, removed texts, and what tells two of them apart.

The contract with downstream teams: change it only with the schema's version, docs/record.md and
CHANGELOG.md. The docstrings become the descriptions of the JSON Schema. Field names follow IPTC
ninjs 3.1 where the trade has a word.
"""

import hashlib
import re
from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct
from w3lib.url import canonicalize_url

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


UtcMoment = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]


class Candidate(Struct, frozen=True, gc=False):
    """One date the page, its address or its feed gives for the story."""

    date: Day
    """ISO day."""
    evidence: str
    raw: str
    datetime: UtcMoment | None = None
    """RFC 3339, UTC, only where time and zone are printed."""
    timezone: str | None = None
    """The zone as printed: `UTC`, `EDT`, `+09:00`."""


Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


Text = Annotated[str, Meta(min_length=1)]


class Infosource(Struct, frozen=True):
    """The agency that wrote the story."""

    code: Text | None
    name: Text | None


class Moment(Struct, frozen=True):
    """A date with its evidence. `datetime` is set only where the page prints a time and a zone."""

    date: Day | None = None
    datetime: UtcMoment | None = None
    precision: Literal["day", "minute", "second"] | None = None
    timezone: Text | None = None
    evidence: Text | None = None
    raw: Text | None = None
    conflict: bool = False
    candidates: tuple[Candidate, ...] = ()


class Cluster(Struct, frozen=True):
    """The group of stories that tell one text, as it was known when the record was published."""

    id: Id
    """The story that gave the group its name: the first of it to be published here."""
    original: Id
    """The story published earliest of those known by then; it may be this one."""
    overlap: Annotated[float, Meta(ge=0, le=1)]
    """With the story it resembles most: share of the shorter text that stands in the longer."""


class Rights(Struct, frozen=True):
    """What was said about using the page, as seen at fetch."""

    robots: Literal["allowed"] | None
    x_robots_tag: Text | None
    meta_robots: Text | None
    tdm_reservation: Text | None
    """`1` where the rights of text and data mining are reserved (W3C TDMRep): of the page itself,
    else of its HTTP header; the same for `tdm_policy`."""
    licence: Text | None
    tdm_policy: Text | None = None
    """Address of the terms for who wants to mine it all the same."""
    content_signal: Text | None = None
    """`search=yes, ai-train=no` (contentsignals.org): of the HTTP header, else of robots.txt for
    this path; the same for `content_usage`."""
    content_usage: Text | None = None
    """`train-ai=n` (IETF aipref)."""
    rsl_license: Text | None = None
    """Address of the licence in RSL (rslstandard.org): of the page itself, else of the HTTP header
    `Link`, else of robots.txt."""
    page_license: Text | None = None
    """Licence that the page itself names by `rel=license` or in JSON-LD: an address, or words."""


class Raw(Struct, frozen=True):
    """The bytes the record was read from."""

    sha256: Sha256
    bytes: Annotated[int, Meta(ge=0)]
    charset: Text
    archive: Text | None = None


class Record(Struct, frozen=True):
    """One revision of one story: a line of a dump."""

    schema: Literal["wire-story/1"]
    op: Literal["add", "modify", "delete"]
    id: Id
    revision: Annotated[int, Meta(ge=1)]
    supersedes: Sha256 | None
    changed: tuple[Text, ...]
    """The keys whose content is not that of the revision before; empty for `add`."""
    url: Text
    source: Text
    infosource: Infosource
    headline: Text | None
    slugline: Text | None
    story_number: Text | None
    genre: Text | None
    byline: Text | None
    authors: tuple[Text, ...]
    located: Text | None
    ednote: Text | None
    intro: Text | None
    body: str
    language: Text | None
    pubstatus: Literal["usable", "withheld", "canceled"]
    corrected: bool
    published: Moment
    updated: Moment
    subjects: tuple[Text, ...]
    fetched_at: UtcMoment
    digest: Sha256
    cluster: Cluster | None
    evidence: dict[str, str]
    removed: dict[str, int]
    rights: Rights
    extractor: Text
    raw: Raw


class Quarantined(Struct, frozen=True):
    """A page or story that is not fit to publish: a line of a quarantine part."""

    source: str
    url: str
    kind: str
    reason: str
    fetched_at: str
    sha256: str
    record: Record | None = None
    """The record as far as it came, where there is one."""


class RemovedText(Struct, frozen=True, gc=False):
    """One text taken off one page: a line of a removed part."""

    source: str
    url: str
    rule: str
    place: str
    text: str
    fetched_at: str


encode = msgspec.json.encode
"""A value of this module as one line of UTF-8 JSON (bytes, no newline), keys in field order."""


_PLAIN = re.compile(r"https?://[\w.:-]+/[\w./-]+", re.ASCII)
"""An address that is canonical as it stands."""


CONTENT = (
    *("infosource", "headline", "slugline", "story_number", "genre", "byline", "located"),
    *("ednote", "intro", "body", "pubstatus", "corrected", "published"),
)
"""The keys of a record that `digest` and `changed` are about."""


def digest_of(record: Record) -> str:
    """SHA-256 of the content: of what a reader sees, not of address or fetch."""
    return hashlib.sha256(encode(content_of(record))).hexdigest()


def content_of(record: Record) -> dict[str, object]:
    """What a reader sees of a story, by key of the record and in its order."""
    values = (
        record.infosource.code,
        record.headline,
        record.slugline,
        record.story_number,
        record.genre,
        record.byline,
        record.located,
        record.ednote,
        record.intro,
        record.body,
        record.pubstatus,
        record.corrected,
        record.published.date,
    )
    return dict(zip(CONTENT, values, strict=True))


def id_of(key: str) -> str:
    """The id that stands for what tells a story from all others."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@lru_cache(maxsize=16)  # asked several times for one record
def place_of(source: str, url: str) -> str:
    """The canonical path of an address within its source, with its query."""
    if not _PLAIN.fullmatch(url):
        url = canonicalize_url(url)
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{source}:{path}"
