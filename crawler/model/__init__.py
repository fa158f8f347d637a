"""The values passed from page to dump, in the order in which they are created.

Page -> Document -> Reading -> Outcome (with Records). All are frozen: each stage creates the next
value and never changes the last one. Field names follow IPTC ninjs 3.1 where it has one.
"""

from collections.abc import Iterable, Mapping

from isal import isal_zlib
from msgspec import Struct, field
from msgspec.structs import replace

from crawler.base.verdicts import PageVerdict
from crawler.contract import Candidate, Image, Quarantined, Record, RemovedText
from crawler.model.blocks import Block, ClassifiedPage, Removed, block_texts
from crawler.model.learning import BlockText, Context, Learnable, ReadBody, Signature, Text
from crawler.model.page import Batch, Fetch, Hint, Page
from crawler.model.rights import StatedRights

__all__ = [
    "Batch",
    "Block",
    "BlockText",
    "ClassifiedPage",
    "Context",
    "Document",
    "EncodedRows",
    "Fetch",
    "Head",
    "Hint",
    "Learnable",
    "Metadata",
    "Outcome",
    "Page",
    "PageSummary",
    "ReadBody",
    "Reading",
    "Removed",
    "Signature",
    "StatedRights",
    "Story",
    "Text",
    "block_texts",
]


class Metadata(Struct, frozen=True):
    """Article metadata from JSON-LD (schema.org) or OpenGraph, as printed."""

    is_article: bool = False
    """Whether the page declares itself an article."""
    headline: str | None = None
    og_title: str | None = None
    """`og:title`, which can differ from the JSON-LD headline."""
    description: str | None = None
    """Summary; often the text printed under the headline."""
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    """Publication dates from JSON-LD and meta tags, most reliable first."""
    dated: tuple[str, ...] = ()
    """Dates from meta tags such as `date`, which may be the page's instead of the story's."""
    marked: tuple[str, ...] = ()
    """Dates from elements near the headline: `<time datetime>`, microdata, microformats."""
    modified: str | None = None
    publisher: str | None = None
    subjects: tuple[str, ...] = ()
    """Section and keywords."""
    image: Image | None = None
    """Lead image."""
    free_access: bool | None = None
    """Whether the page states that it can be read without payment."""


class Head(Struct, frozen=True):
    """Page information outside the visible text."""

    title: str | None
    """The `<title>`: not a headline, but it identifies the block that repeats it."""
    language: str | None
    """From `<html lang>` or the equivalent `<meta>`."""
    logos: tuple[str, ...]
    """Alt texts of agency logos."""
    rights: StatedRights
    canonical_url: str | None
    """URL that the page declares as its own."""
    modern: bool
    """Whether the markup is modern, unlike any page of the old wire archives."""
    metadata: Metadata


class Document(Struct, frozen=True):
    """A cleaned page: possible story text, and what was removed."""

    page: Page
    head: Head
    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...]
    charset: str
    """Character encoding used to decode the page."""
    classified: ClassifiedPage | None = None
    """The page classified by structure, if no rules were written for its layout."""


class Story(Struct, frozen=True):
    """One story on a page, as printed; null for fields that are not given."""

    body: tuple[str, ...]
    """Paragraphs."""
    agency: str | None = None
    """Agency code from `crawler/agencies/`, or the code or name that the page uses."""
    agency_name: str | None = None
    """Agency line as printed, for unknown agencies."""
    headline: str | None = None
    slugline: str | None = None
    story_number: str | None = None
    genre: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    """Names in the byline, if the page separates them."""
    located: str | None = None
    ednote: str | None = None
    intro: str | None = None
    canceled: bool = False
    corrected: bool = False
    dates: tuple[Candidate, ...] = ()
    updated: str | None = None
    """Last modification of the story, from the page's metadata."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Field -> where its value was found: `header`, `dateline`, `title`, `intro`, ..."""


class Reading(Struct, frozen=True):
    """A document's stories in page order, or the reason why it has none."""

    document: Document
    stories: tuple[Story, ...]
    reason: str | None = None
    """Why the page is not a story; null if it has stories."""
    removed: tuple[Removed, ...] = ()
    """Blocks of the document that are in no field of the stories."""


class PageSummary(Struct, frozen=True):
    """Result of reading a page, as needed by the next visit."""

    sha256: str
    """SHA-256 of the page's bytes."""
    stories: int = 0
    """Number of stories on the page, new or known, fit to publish or not."""
    day: str | None = None
    """Newest publication date among them."""


class EncodedRows(Struct, frozen=True):
    """Texts removed from one page, as rows of a part."""

    source: str
    day: str
    """Day of the fetch."""
    count: int
    packed: bytes
    """The rows, compressed: hundreds of pages wait in memory, most of which would be menus."""
    rules: tuple[str, ...]
    """Rules that removed them."""

    @property
    def lines(self) -> bytes:
        """Return the rows: JSON, with newlines between them."""
        return isal_zlib.decompress(self.packed)


class Outcome(Struct, frozen=True):
    """Everything extracted from one page, on its way into the dump."""

    fetch: Fetch
    records: tuple[Record, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    removed: tuple[RemovedText, ...] = ()
    """Texts removed from the page; of a page that a worker has read, only those removed since."""
    removed_rows: EncodedRows | None = None
    """The texts that a worker removed."""
    learnable: Learnable | None = None
    """Of its records as they were read; null if it is not computed yet, or not any more."""
    verdict: PageVerdict | None = None
    """Null until decided."""
    reason: str | None = None
    """Why the page is not a story, if it is not."""
    blocks: tuple[Block, ...] = ()
    """Blocks of the cleaned page, used to locate the paragraphs of a body."""
    stated_headline: str | None = None
    """Headline in the page's metadata, without the site's name. Null, as the title, on pages of an
    archive, which name the archive."""
    title: str | None = None
    """The `<title>`."""
    summary: PageSummary | None = None
    is_decoded: bool = False
    """Whether its records were decoded by their schema, and so are known to fit it."""

    def without(self, removed: Iterable[RemovedText], records: Iterable[Record]) -> "Outcome":
        """Return the outcome without further removed texts, with the records that are left. They
        are to be checked by the schema again."""
        return replace(
            self,
            records=tuple(records),
            learnable=None,
            removed=(*self.removed, *removed),
            is_decoded=False,
        )

    @property
    def sha256(self) -> str:
        """SHA-256 of the page's bytes; empty if it is not known."""
        if self.summary:
            return self.summary.sha256
        if self.records:
            return self.records[0].raw.sha256
        return self.quarantined[0].sha256 if self.quarantined else ""
