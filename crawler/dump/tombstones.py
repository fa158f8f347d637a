"""What remains of erased stories: their tombstones, and which objects were replaced."""

from dataclasses import dataclass

from crawler.contract import Id, Sha256


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What remains of an erased story, or of an erased page without a published story."""

    id: Id | None
    """Null for a page that never gave a published story."""
    source: str | None
    """Null for a page that only the raw archive has."""
    urls: tuple[str, ...]
    """Its pages. Those that also hold another story are not here: they are still read."""
    through: int
    """Revisions 1 to this one are erased; 0 if none was published."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A manifest that an erasure replaced, and its successor."""

    run: str
    manifest: str
    """Key of the manifest that was replaced; it is deleted."""
    sha256: Sha256
    by: str
    by_sha256: Sha256


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure removed from a dump, or which erasures it ended."""

    tombstones: tuple[Tombstone, ...]
    rewritten: tuple[Rewritten, ...]
    """The manifests that named the erased rows, oldest run first."""
    deleted: tuple[str, ...]
    """Keys of all objects that held erased text or named those that did."""
    readmitted: tuple[Tombstone, ...] = ()
    """Tombstones of earlier erasures that no longer keep their stories and pages out."""
