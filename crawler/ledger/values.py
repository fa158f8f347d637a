"""What a ledger keeps, as values."""

from dataclasses import dataclass
from typing import Literal

State = Literal["plain", "corrected", "killed", "gone"]
"""How a revision leaves its story: `killed` by its agency and `gone` from its archive end it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of one story, as far as the next one has to know it."""

    id: str
    revision: int
    digest: str
    url: str
    state: State = "plain"
    marks: bytes = b""
    """What tells the content of each key from another: see `crawler.run.changes`."""

    @property
    def ended(self) -> bool:
        """Whether the story stands no more."""
        return self.state in ("killed", "gone")

    @property
    def final(self) -> bool:
        """A correction or a kill: no plain take from another address comes after it."""
        return self.state in ("corrected", "killed")


@dataclass(frozen=True, slots=True)
class PartRef:
    """The part that holds a revision."""

    run: str
    part: int
    """Its number within the run."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Stands for a text."""

    text: bytes
    """The same for the same words in the same order."""
    size: int
    """Distinct runs of words."""
    slots: bytes
    """MinHash of them, 16 bits a slot: two texts agree in as many as they have runs in common."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """One revision of one story, as far as others have to know that they resemble it."""

    id: str
    revision: int
    cluster: str
    """The story that gave its group the name; its own id where it resembled no other."""
    day: str
    """Of publication."""
    seen: str
    """When it was fetched, RFC 3339."""
    place: str
    """Its source and the path there."""
    signature: Signature


@dataclass(frozen=True, slots=True)
class Reject:
    """What makes a quarantined page or story the same one in the next run."""

    url: str
    sha256: str
    kind: str
    digest: str
    """Of the story; empty for a page that gave none."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that no index names yet."""

    run: str
    started: str
    manifest: bytes | None


@dataclass(frozen=True, slots=True)
class Furniture:
    """A text that repetition took off a source's pages."""

    source: str
    mark: int


@dataclass(frozen=True, slots=True)
class Visit:
    """What the visits of one address came to. Moments are seconds since 1970, UTC."""

    source: str
    sha256: str
    """Of the page's bytes."""
    checked: int
    """When the address last answered: with its page, or that the page has not changed."""
    read: int
    """When it last answered with its page."""
    changed: int
    """The day of its story, or when anything new last came of it, whichever is later; without a
    day, when it was first read."""
    stories: int = 0
    """How many it gave."""
    etag: str | None = None
    last_modified: str | None = None
    listed: str | None = None
    """When it was last changed, as a feed or sitemap said then: RFC 3339 day or moment."""
    furniture: int | None = None
    """How many texts were known by then to recur on its source's pages, where those may still have
    been too few; null where they were not."""
    unfinished: bool = False
    """Whether the crawl that made it did not come to its end."""


def bare(url: str) -> str:
    """An address without its scheme, as the ledger compares them."""
    return url[url.find("://") :]
