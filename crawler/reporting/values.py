"""The facts of one run, as in the JSON twin of its report."""

from dataclasses import dataclass, field
from typing import Literal

from crawler.base.verdicts import RunVerdict, SourceVerdict
from crawler.contract import UtcMoment
from crawler.dump.health import Leak
from crawler.dump.manifest import Counts, Rows
from crawler.dump.observed import HostTraffic
from crawler.reporting.days import Unit

REPORT_SCHEMA: Literal["wire-report/1"] = "wire-report/1"

FIELDS = (
    *("headline", "byline", "agency", "located", "day", "time", "intro", "language", "subjects"),
)
"""Fields whose coverage is reported: `day` and `time` are those of `published`."""

DELAYS = (
    *("under 1 h", "1 to 6 h", "6 to 24 h", "1 to 2 days", "2 to 7 days", "1 to 4 weeks"),
    *("1 to 12 months", "over a year", "under 2 days, no time"),
)
"""Classes of the time between a story's publication and its fetch. The last one is for stories of
which only the day is known."""


@dataclass(frozen=True, slots=True)
class StoryRef:
    """A story that a report shows."""

    id: str
    source: str
    url: str
    headline: str | None
    """Shortened, as every text in a report."""
    published: str | None
    """Time of publication, else the day."""


@dataclass(frozen=True, slots=True)
class Past:
    """A source's earlier runs, of those compared: the medians over the runs that have figures."""

    runs: int = 0
    stories: int | None = None
    """Stories read, as in `health`."""
    length: int | None = None
    coverage: dict[str, float] = field(default_factory=dict)
    """Field -> share of stories that have it."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source in one run."""

    source: str
    verdict: SourceVerdict | None
    """Null for a killed run, and for a source of which an earlier run's pages are published."""
    counts: Counts | None
    alarms: tuple[str, ...] = ()
    """Alarms about the source and about its texts."""
    gates: tuple[str, ...] = ()
    skipped: dict[str, int] = field(default_factory=dict)
    """Stories not fetched, by reason."""
    added: int = 0
    modified: int = 0
    deleted: int = 0
    """Records by `op`."""
    coverage: dict[str, int] = field(default_factory=dict)
    """Field -> added and modified stories that have it."""
    days: dict[str, int] = field(default_factory=dict)
    """Name in the report's `days` -> added and modified stories that were published then."""
    earlier: int = 0
    """Those published before."""
    undated: int = 0
    delays: tuple[int, ...] = ()
    """Added stories by class of `DELAYS`; empty without any."""
    length: int | None = None
    """Median body length of all stories read, from `health`."""
    read: int | None = None
    """Stories read, from `health`."""
    rules: dict[str, int] = field(default_factory=dict)
    leaks: tuple[Leak, ...] = ()
    unused: tuple[str, ...] = ()
    proposed: str = ""
    past: Past = Past()
    trend: tuple[int | None, ...] = ()
    """Stories published by each run of the report's `trend`; null where it was not crawled."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A text that several stories have."""

    text: str
    count: int
    sources: tuple[str, ...]
    url: str
    """URL of one of them."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as an example of a reason."""

    source: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Pages with the same reason."""

    reason: str
    pages: int
    samples: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A cluster of similar stories, as far as this run has them."""

    id: str
    stories: int
    overlap: float
    """The largest."""
    members: tuple[StoryRef, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A story that changed, with its texts before and after as a list of edits."""

    story: StoryRef
    revision: int
    changed: tuple[str, ...]
    edits: dict[str, tuple[tuple[str, str], ...]]
    """Field -> stretches of text: sign (` `, `-`, `+`), text. Empty if the previous revision was
    not found in the runs looked through."""


@dataclass(frozen=True, slots=True)
class TrendRun:
    """One run in the trend lines."""

    run: str
    ended_at: UtcMoment
    verdict: RunVerdict
    counts: Counts | None
    records: int


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run: `runs/<run>/report.json`."""

    schema: Literal["wire-report/1"]
    run: str
    manifest: str
    """Key of the manifest that it was made from."""
    verdict: RunVerdict
    reason: str | None
    exit_code: int | None
    started_at: UtcMoment
    ended_at: UtcMoment
    previous: str | None
    host: str | None
    arguments: dict[str, str] | None
    versions: dict[str, str]
    rows: Rows
    counts: Counts | None
    sources: tuple[SourceReport, ...]
    newest: tuple[StoryRef, ...]
    headlines: tuple[Repeated, ...]
    agencies: tuple[Repeated, ...]
    texts: tuple[Repeated, ...]
    quarantine: tuple[Reason, ...]
    no_story: tuple[Reason, ...]
    groups: tuple[Group, ...]
    grouped: int
    """Stories that belong to a cluster."""
    revisions: tuple[Revision, ...]
    deletions: tuple[StoryRef, ...]
    hosts: dict[str, HostTraffic]
    trend: tuple[TrendRun, ...]
    """Runs up to this one, oldest first."""
    unit: Unit = "day"
    days: tuple[str, ...] = ()
    """Successive days, months or years of publication."""
    erased: int = 0
    """Pages erased since, which `counts` include."""
    page: str | None = None
    """SHA-256 of the HTML page."""
