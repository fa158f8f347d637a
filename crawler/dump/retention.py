"""How long a dump keeps what it holds, and what its maintenance has removed or put together."""

from dataclasses import dataclass, field
from datetime import timedelta

from crawler.contract import Day, Sha256, UtcMoment
from crawler.dump.freshness import Freshness

GRACE = timedelta(hours=6)
"""Time after which replaced objects are deleted: readers that began before have ended."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days for which a dump keeps each kind of data at least; null: for ever."""

    records: int | None = None
    """Revisions, after they were superseded. The last revision of a story is kept for ever."""
    removed: int | None = None
    """Texts that were removed from pages, after the fetch."""
    quarantine: int | None = None
    """Quarantined pages, after the fetch."""
    withheld: int | None = None
    """Parts of sources that failed a gate, after the fetch."""
    raw: int | None = None
    """WARC files, after the day in their key."""
    snapshots: int | None = None
    """Snapshots, after the start of their version. The newest one is kept for ever."""
    runs: int | None = None
    """Manifests of runs that published nothing, before the oldest version."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What consumers must know of a dump that is expired or compacted."""

    days: Days
    oldest: str | None
    """The oldest version that can be read; null if all can."""
    at: UtcMoment
    """When the dump was last expired or compacted."""
    replaced_at: UtcMoment | None = None
    """When objects were last replaced; they are deleted after a grace period."""
    raw_before: Day | None = None
    """WARC files of days before this one have expired, except those that later ones refer to."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A manifest that was replaced by another one."""

    run: str
    manifest: str
    """Key."""
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Folded:
    """What the manifests of runs stated that are one run now: the state of the index after them."""

    runs: int
    """Number of runs, this one included."""
    first: str
    """The oldest of them."""
    updated_at: UtcMoment
    last_success: UtcMoment | None
    sources: dict[str, Freshness]


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Who wrote the present manifest of a run, in place of which others, and what is expired."""

    name: str
    """Name of the maintenance, as that of a run; its mark is in the key of the manifest."""
    at: UtcMoment
    days: Days
    """The retention at that time."""
    replaced: tuple[Replaced, ...]
    """The manifests that were replaced, oldest run first; they are deleted."""
    expired: dict[str, int] = field(default_factory=dict)
    """Kind -> rows of this run that have expired so far; of `raw`, captures."""
    folded: Folded | None = None
    """Set if this run holds the rows of all earlier ones."""
