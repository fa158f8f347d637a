"""A page as it was fetched, and what is left of it once it is read."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from crawler.addresses import Address, AddressForm, read_address
from crawler.contract import AgentRule, Infosource, Statement


class Hint(Struct, frozen=True, gc=False):
    """What the listing that links to a page states about it."""

    found_on: str
    date: str | None = None
    """Publication date or time, as written in the feed or sitemap."""
    title: str | None = None
    modified: str | None = None
    """Last modification given by the feed or sitemap: RFC 3339 date or time."""


class Fetch(Struct, frozen=True):
    """One response for a page, without its body: what the run needs once the page is read."""

    url: str
    source: str
    fetched_at: datetime
    status: int = 200
    hint: Hint | None = None
    etag: str | None = None
    last_modified: str | None = None
    requested_url: str | None = None
    archive: str | None = None
    """Where the response is archived: name of a WARC file, `#`, byte offset."""


class Page(Struct, frozen=True):
    """One fetched page, not yet interpreted."""

    url: str
    source: str
    """Id of the source that it belongs to."""
    body: bytes
    fetched_at: datetime
    """Timezone-aware, UTC."""
    status: int = 200
    content_type: str | None = None
    """The complete HTTP header."""
    x_robots_tag: str | None = None
    tdm_reservation: str | None = None
    """From the HTTP header, like the next field."""
    tdm_policy: str | None = None
    content_signal: str | None = None
    """From the HTTP header, else from the robots.txt line for this path, like the next field."""
    content_usage: str | None = None
    rsl_license: str | None = None
    """URL of the RSL licence: from the HTTP header `Link`, else from robots.txt."""
    page_license: str | None = None
    """URL of another licence in the HTTP header `Link`."""
    ai_agents: tuple[AgentRule, ...] = ()
    """What robots.txt rules for known AI crawlers on this path."""
    statements: tuple[Statement, ...] = ()
    """Where the statements above were read."""
    robots: Literal["allowed"] | None = None
    """`allowed` if robots.txt was checked; null for saved pages."""
    language: str | None = None
    """BCP 47 language of the source, if its file states one."""
    licence: str | None = None
    """The licence stated in the source's file."""
    obeyed: tuple[str, ...] = ()
    """Reservations that the source's file obeys (crawler/reading/reservations.toml)."""
    infosource: Infosource | None = None
    """Agency of stories that name none, if the source's file states one."""
    hint: Hint | None = None
    etag: str | None = None
    """From the HTTP header, like the next field."""
    last_modified: str | None = None
    requested_url: str | None = None
    """The URL originally requested, if a redirect led to `url`."""
    address_forms: tuple[AddressForm, ...] = ()
    """Forms of URLs from the source's file."""
    archive: str | None = None
    """Where its answer is archived: name of a WARC file, `#`, byte offset."""

    @property
    def address(self) -> Address:
        """Metadata in the URL."""
        return read_address(self.url, self.address_forms)

    @property
    def fetch(self) -> Fetch:
        """The page without its content, for what comes after reading."""
        return Fetch(
            url=self.url,
            source=self.source,
            fetched_at=self.fetched_at,
            status=self.status,
            hint=self.hint,
            etag=self.etag,
            last_modified=self.last_modified,
            requested_url=self.requested_url,
            archive=self.archive,
        )

    def __repr__(self) -> str:
        """Return a representation without the body, which does not belong in logs."""
        return f"Page({self.url!r}, {len(self.body)} bytes)"


class Batch(Struct, frozen=True):
    """Pages that are read one after the other by the same worker, and stored in their order."""

    pages: tuple[Page, ...]

    @property
    def url(self) -> str:
        """URL of the first page, for logs."""
        return self.pages[0].url

    @property
    def source(self) -> str:
        """Source of the first page, for logs."""
        return self.pages[0].source
