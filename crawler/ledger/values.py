"""What a ledger keeps, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of one story, as far as the next one has to know it."""

    id: str
    revision: int
    digest: str
    url: str
    final: bool = False
    """A correction or a kill: no plain take from another address comes after it."""


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
