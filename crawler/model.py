"""The values that travel from page to dump, in the order in which they come to be.

Page -> Document -> Reading -> Outcome (of Records). All are frozen: a stage makes the next value,
it never edits the last one. Field names follow IPTC ninjs 3.1 where the trade has a word.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from crawler.contract import Candidate, Infosource, Quarantined, Record, RemovedText


class Hint(Struct, frozen=True):
    """What the place where a link was found says of the page behind it."""

    found_on: str
    date: str | None = None
    """The day or moment of publication, as a feed or sitemap writes it."""
    title: str | None = None
    modified: str | None = None
    """RFC 3339 day or moment at which the page was last changed, as a feed or sitemap says."""


class Page(Struct, frozen=True):
    """One fetched page, before anyone interprets it."""

    url: str
    source: str
    """Id of the source file."""
    body: bytes
    fetched_at: datetime
    """Aware, UTC."""
    status: int = 200
    content_type: str | None = None
    """The HTTP header, whole."""
    x_robots_tag: str | None = None
    tdm_reservation: str | None = None
    """The HTTP header, as the next one."""
    tdm_policy: str | None = None
    content_signal: str | None = None
    """The HTTP header, else the line of robots.txt for this path; the same for the next one."""
    content_usage: str | None = None
    rsl_license: str | None = None
    """Address of the RSL licence: of the HTTP header `Link`, else of robots.txt."""
    robots: Literal["allowed"] | None = None
    """`allowed` where robots.txt was asked; null for saved pages."""
    language: str | None = None
    """BCP 47, where the source says in which language it writes."""
    licence: str | None = None
    """What the source's file says of rights."""
    infosource: "Infosource | None" = None
    """Whose stories they are that name no agency, where the source's file says so."""
    hint: Hint | None = None
    etag: str | None = None
    """The HTTP header; the next too."""
    last_modified: str | None = None
    asked: str | None = None
    """The address that was asked for first, where a redirect led from it to `url`."""

    def __repr__(self) -> str:
        """Without the bytes, which no log should hold."""
        return f"Page({self.url!r}, {len(self.body)} bytes)"


class Block(Struct, frozen=True, gc=False):
    """A run of text that stands apart on the page: a paragraph, a cell, a heading, a list item."""

    lines: tuple[str, ...]
    """The printed lines: a `<br>` or a newline in `<pre>` parts them. White space is folded, but
    leading white space in `<pre>` is kept, for it opens paragraphs there."""
    place: str
    """Where it stands in the page, as a path of tags: `body/div#content/p`."""
    heading: bool = False
    """A `<h1>`...`<h6>`, or a block whose whole text is bold."""
    linked: float = 0.0
    """Share of its characters that stand inside links."""
    small: bool = False
    """Whether all of it is in small print."""
    gap: bool = False
    """Whether an empty element or line stands before it."""

    @property
    def text(self) -> str:
        """The block on one line."""
        if len(self.lines) == 1:
            return self.lines[0].strip()
        return " ".join(line.strip() for line in self.lines)


class Removed(Struct, frozen=True, gc=False):
    """Text taken off a page, and why."""

    rule: str
    """Id of the boilerplate rule, or the reason in one word."""
    text: str
    place: str


class ClassifiedPage(Struct, frozen=True):
    """All that a page shows, told by its structure."""

    blocks: tuple[tuple[Block, str | None], ...]
    """In page order, each with why it is no story; null for one that is."""
    controls: tuple[Removed, ...]
    """What buttons and choices say: never story."""


class Metadata(Struct, frozen=True):
    """What a page says of its article in JSON-LD (schema.org) or OpenGraph, as printed."""

    is_article: bool = False
    """Whether it says that it is one."""
    headline: str | None = None
    og_title: str | None = None
    """`og:title`, which may be another headline than that of the JSON-LD."""
    description: str | None = None
    """Its summary: often the words that are printed under the headline."""
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    """What its JSON-LD and metas state of the day of publication, the surest first."""
    dated: tuple[str, ...] = ()
    """The same of metas such as `date`, which with some publishers is that of the page."""
    marked: tuple[str, ...] = ()
    """The same of the elements near its headline: `<time datetime>`, microdata, microformats."""
    modified: str | None = None
    publisher: str | None = None
    subjects: tuple[str, ...] = ()
    """Its section and keywords."""


class StatedRights(Struct, frozen=True):
    """What a page itself says of its use."""

    meta_robots: str | None = None
    tdm_reservation: str | None = None
    tdm_policy: str | None = None
    rsl_license: str | None = None
    page_license: str | None = None


class Head(Struct, frozen=True):
    """What a page says of itself outside its visible text."""

    title: str | None
    """The `<title>`: never a headline by itself, but it tells which block repeats it."""
    language: str | None
    """`<html lang>` or its `<meta>` twin."""
    logos: tuple[str, ...]
    """The alt texts of agency logos."""
    rights: StatedRights
    modern: bool
    """Whether it was made for the screens of today, as no page of the old wire archives was."""
    metadata: Metadata


class Document(Struct, frozen=True):
    """A cleaned page: what may be the story, and what was taken off it."""

    page: Page
    head: Head
    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...]
    charset: str
    """The encoding the page was read in."""
    weighed: ClassifiedPage | None = None
    """The same by structure, where the page may be one that nobody wrote rules for."""


class Story(Struct, frozen=True):
    """What a wire page says of one story, as printed; null where it does not say."""

    body: tuple[str, ...]
    """Paragraphs."""
    agency: str | None = None
    """Code of one of `wire/families/`, or the code or name the page itself uses."""
    agency_name: str | None = None
    """The agency line as printed, for agencies we do not know."""
    headline: str | None = None
    slugline: str | None = None
    story_number: str | None = None
    genre: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    """The writers of the byline, one by one, where the page parts them."""
    located: str | None = None
    ednote: str | None = None
    intro: str | None = None
    canceled: bool = False
    corrected: bool = False
    dates: tuple[Candidate, ...] = ()
    updated: str | None = None
    """When the story was last changed, as the page's metadata say."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Field -> where it was read: `header`, `dateline`, `title`, `intro`, ..."""


class Reading(Struct, frozen=True):
    """A document as read: its stories in page order, or why it holds none."""

    document: Document
    stories: tuple[Story, ...]
    reason: str | None = None
    """Why this is no story; null when there are stories."""
    removed: tuple[Removed, ...] = ()
    """What of the document's blocks is in no field of the stories."""


PageVerdict = Literal["published", "unchanged", "duplicate", "quarantined", "not_a_story"]
"""What becomes of a fetched page; the five add up to the pages fetched."""


class PageSummary(Struct, frozen=True):
    """What a page came to, as far as the next visit has to know."""

    sha256: str
    """Of its bytes."""
    stories: int = 0
    """How many it gave, new or known, fit to publish or not."""
    day: str | None = None
    """The newest of their days."""


class Outcome(Struct, frozen=True):
    """All that came of one page, on its way into the dump."""

    page: Page
    records: tuple[Record, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    removed: tuple[RemovedText, ...] = ()
    verdict: PageVerdict | None = None
    """Null until it is decided."""
    reason: str | None = None
    """Why it is no story, where it is none."""
    blocks: tuple[Block, ...] = ()
    """What the page showed after cleaning: it tells where the paragraphs of a body stood."""
    stated_headline: str | None = None
    """What the page's metadata state, without the site's name."""
    title: str | None = None
    """The `<title>`."""
    gist: PageSummary | None = None
