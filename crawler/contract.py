"""The published data: records, quarantine rows, removed texts, and how stories are identified.

This is the contract with downstream teams: a change needs a new schema version, docs/record.md and
CHANGELOG.md. The attribute docstrings become the descriptions in the JSON Schema. Field names
follow IPTC ninjs 3.1 where it has one.
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
    """One possible publication date, from the page, its URL or a feed."""

    date: Day
    """ISO 8601 date."""
    evidence: str
    raw: str
    datetime: UtcMoment | None = None
    """RFC 3339, UTC; only if both time and time zone are printed."""
    timezone: str | None = None
    """Time zone as printed: `UTC`, `EDT`, `+09:00`."""


Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


Text = Annotated[str, Meta(min_length=1)]


class Infosource(Struct, frozen=True):
    """The agency that wrote the story."""

    code: Text | None
    name: Text | None


class Moment(Struct, frozen=True):
    """A date with its evidence. `datetime` is set only if both time and zone are printed."""

    date: Day | None = None
    datetime: UtcMoment | None = None
    precision: Literal["day", "minute", "second"] | None = None
    timezone: Text | None = None
    evidence: Text | None = None
    raw: Text | None = None
    conflict: bool = False
    candidates: tuple[Candidate, ...] = ()


class Cluster(Struct, frozen=True):
    """Group of near-duplicate stories, as known at publication."""

    id: Id
    """Id of the cluster: that of the first of its stories published in this dump."""
    original: Id
    """The earliest published story known at that time; it may be this one."""
    overlap: Annotated[float, Meta(ge=0, le=1)]
    """Overlap with the most similar story: share of the shorter text that also occurs in the
    longer."""


class Rights(Struct, frozen=True):
    """Usage rights and preferences stated for the page, as seen at fetch time."""

    robots: Literal["allowed"] | None
    x_robots_tag: Text | None
    meta_robots: Text | None
    tdm_reservation: Text | None
    """`1` if text and data mining rights are reserved (W3C TDMRep): from the page itself, else from
    the HTTP header. The same applies to `tdm_policy`."""
    licence: Text | None
    tdm_policy: Text | None = None
    """URL of the terms under which mining is allowed."""
    content_signal: Text | None = None
    """`search=yes, ai-train=no` (contentsignals.org): from the HTTP header, else from the
    robots.txt line for this path. The same applies to `content_usage`."""
    content_usage: Text | None = None
    """`train-ai=n` (IETF aipref)."""
    rsl_license: Text | None = None
    """URL of the licence in RSL (rslstandard.org): from the page itself, else from the HTTP header
    `Link`, else from robots.txt."""
    page_license: Text | None = None
    """Licence that the page names with `rel=license` or in JSON-LD: a URL, or text."""


class Raw(Struct, frozen=True):
    """The bytes that the record was extracted from."""

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
    """Keys whose content differs from the previous revision; empty for `add`."""
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
    """The record as far as it was extracted, if any."""


class RemovedText(Struct, frozen=True, gc=False):
    """One text removed from one page: a line of a removed part."""

    source: str
    url: str
    rule: str
    place: str
    text: str
    fetched_at: str


encode = msgspec.json.encode
"""Encode a value of this module as one line of UTF-8 JSON (bytes, no newline), keys in field
order."""


_PLAIN = re.compile(r"https?://[\w.:-]+/[\w./-]+", re.ASCII)
"""A URL that needs no canonicalization."""


CONTENT = (
    *("infosource", "headline", "slugline", "story_number", "genre", "byline", "located"),
    *("ednote", "intro", "body", "pubstatus", "corrected", "published"),
)
"""The record keys that `digest` and `changed` cover."""


def digest_of(record: Record) -> str:
    """Return the SHA-256 of the story's content, independent of URL and fetch time."""
    return hashlib.sha256(encode(content_of(record))).hexdigest()


def content_of(record: Record) -> dict[str, object]:
    """Return the content of a story, by record key, in `CONTENT` order."""
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
    """Return the id for a key that identifies a story: the first 32 hex digits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@lru_cache(maxsize=16)  # called several times per record
def place_of(source: str, url: str) -> str:
    """Return `source:path?query`, the canonical location of a URL within its source."""
    if not _PLAIN.fullmatch(url):
        url = canonicalize_url(url)
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{source}:{path}"
