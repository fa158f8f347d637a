"""A record: one revision of one story, as published."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from crawler.contract.patterns import Count, Day, Id, Sha256, Text, UtcMoment
from crawler.contract.rights import Rights


class Candidate(Struct, frozen=True, gc=False):
    """One possible publication date, from the page, its URL or a feed."""

    date: Day
    """ISO 8601 date."""
    evidence: str
    """Where it was read, as in `evidence` of the record."""
    raw: str
    """The text it was read from."""
    datetime: UtcMoment | None = None
    """RFC 3339, UTC; only if both time and time zone are printed."""
    timezone: str | None = None
    """Time zone as printed: `UTC`, `EDT`, `+09:00`."""


class Infosource(Struct, frozen=True):
    """The agency that wrote the story."""

    code: Text | None
    """Code of the agency."""
    name: Text | None
    """Its usual name; that printed on the page if it is not a known agency."""


class Moment(Struct, frozen=True):
    """A date with its evidence. `datetime` is set only if both time and zone are printed."""

    date: Day | None = None
    """The day at the place of publication, ISO 8601."""
    datetime: UtcMoment | None = None
    """The moment in UTC (RFC 3339), if a time with its zone is stated."""
    precision: Literal["day", "minute", "second"] | None = None
    """`day`, `minute` or `second`: how exact the page is."""
    timezone: Text | None = None
    """Time zone as printed."""
    evidence: Text | None = None
    """Where the day was read."""
    raw: Text | None = None
    """The text it was read from."""
    conflict: bool = False
    """Whether the page's day and the URL's are more than two days apart."""
    candidates: tuple[Candidate, ...] = ()
    """Every date of the page, its URL and its feed."""


class Cluster(Struct, frozen=True):
    """Group of near-duplicate stories, as known at publication."""

    id: Id
    """Id of the cluster: that of the first of its stories published in this dump."""
    original: Id
    """The earliest published story known at that time; it may be this one."""
    overlap: Annotated[float, Meta(ge=0, le=1)]
    """Overlap with the most similar story: share of the shorter text that also occurs in the
    longer."""


class Image(Struct, frozen=True):
    """The lead image that the page's metadata names."""

    url: Text
    """Its URL."""
    credit: Text | None = None
    """Photographer or agency, as stated for this image."""


class FieldSource(Struct, frozen=True, gc=False):
    """Where one field was read."""

    field: Text
    """Key of the record, or `published.datetime`."""
    source: Text
    """Where it was read: `header`, `dateline`, `url`, `meta`, …"""


class RuleCount(Struct, frozen=True, gc=False):
    """Number of texts that one rule removed from the page."""

    rule: Text
    """Id of the boilerplate rule, or a reason."""
    count: Annotated[int, Meta(ge=1)]
    """Number of removed texts."""


class Raw(Struct, frozen=True):
    """The bytes that the record was extracted from."""

    sha256: Sha256
    """SHA-256 of the response's body."""
    bytes: Count
    """Its size."""
    charset: Text
    """Character encoding used to decode it."""
    archive: Text | None = None
    """Place in the raw archive: name of a WARC file, `#`, byte offset."""


class Record(Struct, frozen=True):
    """One revision of one story: a line of a dump."""

    schema: Literal["wire-story/1"]
    """Version of this schema."""
    op: Literal["add", "modify", "delete"]
    """`add`: store the story; `modify`: replace it; `delete`: remove it."""
    id: Id
    """The story: the same for all its revisions and URLs."""
    revision: Annotated[int, Meta(ge=1)]
    """Number of the revision: 1, 2, …"""
    supersedes: Sha256 | None
    """`digest` of the previous revision."""
    changed: tuple[Text, ...]
    """Keys whose content differs from the previous revision; empty for `add`."""
    url: Text
    """URL as fetched."""
    canonical_url: Text | None
    """URL that the page declares as its own: `rel=canonical`, else `og:url`."""
    source: Text
    """Id of the source file."""
    infosource: Infosource
    """The agency that wrote the story."""
    headline: Text | None
    """As printed, without take marks."""
    slugline: Text | None
    """The words of VOA's `SLUG:`."""
    story_number: Text | None
    """The agency's own number as printed. It can begin with zeros: it is text, not a number."""
    genre: Text | None
    """VOA's `TYPE=`."""
    byline: Text | None
    """The writer as printed, without post and agency."""
    authors: tuple[Text, ...]
    """The writers' names, one each."""
    located: Text | None
    """Where the story was filed, as in the dateline."""
    ednote: Text | None
    """The desk's note: correction, kill, caution."""
    intro: Text | None
    """Announcer's introduction, kicker, summary or standfirst; not repeated in `body`."""
    body: str
    """The text; paragraphs are separated by one empty line."""
    language: Text | None
    """Language of the text, BCP 47."""
    pubstatus: Literal["usable", "withheld", "canceled"]
    """`usable`, `withheld`, or `canceled` for a killed story."""
    corrected: bool
    """Whether it is a correction or was sent again."""
    published: Moment
    """When the story was published."""
    updated: Moment
    """When it was last changed."""
    subjects: tuple[Text, ...]
    """Section and topic of the archive, then section and keywords of the page."""
    image: Image | None
    """The lead image that the page's metadata names."""
    free_access: bool | None
    """Whether the page can be read without payment or registration, as it states in JSON-LD
    (`isAccessibleForFree`)."""
    fetched_at: UtcMoment
    """When the page was fetched, UTC."""
    digest: Sha256
    """SHA-256 of the content, without URL and fetch."""
    cluster: Cluster | None
    """Group of near-duplicate stories, as known at publication."""
    evidence: tuple[FieldSource, ...]
    """Where fields were read."""
    removed: tuple[RuleCount, ...]
    """Texts that were removed from the page, counted by rule."""
    rights: Rights
    """Statements on the use of the page when it was fetched."""
    extractor: Text
    """Version that read the page."""
    raw: Raw
    """The bytes that the record was extracted from."""
