"""Values stored in the ledger."""

from typing import Literal

from msgspec import Struct

from crawler.model import Signature

State = Literal["plain", "corrected", "killed", "gone"]
"""State of a story after a revision. `killed` by its agency and `gone` from its archive are
final."""


class Revision(Struct, frozen=True, gc=False):
    """The part of a revision that later revisions are compared with."""

    id: str
    revision: int
    digest: str
    url: str
    state: State = "plain"
    marks: bytes = b""
    """Marks of the content of each key; see `crawler.run.ledger_revision`."""

    @property
    def ended(self) -> bool:
        """Whether the story is deleted: killed or gone."""
        return self.state in ("killed", "gone")

    @property
    def final(self) -> bool:
        """Whether it is a correction or kill, after which uncorrected copies at other URLs are
        ignored."""
        return self.state in ("corrected", "killed")


class PartRef(Struct, frozen=True, gc=False):
    """Reference to the part that holds a revision."""

    run: str
    part: int
    """Number of the part within the run."""


class Likeness(Struct, frozen=True, gc=False):
    """The part of a revision that other stories are compared with for similarity."""

    id: str
    revision: int
    cluster: str
    """Id of the story that the cluster is named after; its own id if it resembles no other."""
    day: str
    """Publication date."""
    seen: str
    """Fetch time, RFC 3339."""
    place: str
    """Source and path; see `crawler.contract.place_of`."""
    signature: Signature


class Reject(Struct, frozen=True, gc=False):
    """Identity of a quarantined page or story, to recognize it in the next run."""

    url: str
    sha256: str
    kind: str
    digest: str
    """Digest of the story; empty for a page without one."""


class Run(Struct, frozen=True, gc=False):
    """A run that is not in the index yet."""

    run: str
    started: str
    manifest: bytes | None


class Boilerplate(Struct, frozen=True, gc=False):
    """A repeated text that was removed from a source's pages."""

    source: str
    mark: int


class Visit(Struct, frozen=True, gc=False):
    """Result of the visits of one URL. Times are seconds since 1970, UTC."""

    source: str
    sha256: str
    """SHA-256 of the page's bytes."""
    checked: int
    """Last response: the page, or that it has not changed."""
    read: int
    """Last time the page itself was fetched."""
    changed: int
    """The later of the story's date and the last change of its content; without a date, the first
    fetch."""
    stories: int = 0
    """Number of stories on the page."""
    etag: str | None = None
    last_modified: str | None = None
    listed: str | None = None
    """Last modification according to the feed or sitemap at the time: RFC 3339 date or time."""
    boilerplate: int | None = None
    """Number of boilerplate texts known for the source at the time, while that was still
    incomplete; null once it was complete."""
    unfinished: bool = False
    """Whether the crawl that made the visit was interrupted."""
