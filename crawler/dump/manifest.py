"""What a run and a dump say of themselves: the manifest, and the index that names it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

import msgspec

from crawler.contract import Day, Sha256, UtcMoment
from crawler.dump.health import Health
from crawler.dump.keys import PartKind

SCHEMA_ID: Literal["wire-story/1"] = "wire-story/1"


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the pages of one source, or of all. `gap` tells where they do not add up."""

    discovered: int = 0
    skipped: int = 0
    failed: int = 0
    fetched: int = 0
    published: int = 0
    unchanged: int = 0
    duplicate: int = 0
    quarantined: int = 0
    not_a_story: int = 0
    withheld: int = 0
    """Pages that would have been published, of a source that failed a gate."""

    @property
    def told(self) -> int:
        """Fetched pages that have a verdict."""
        told = self.published + self.unchanged + self.duplicate
        return told + self.quarantined + self.not_a_story + self.withheld

    def gap(self) -> str | None:
        """Where pages are missing or counted twice, in one line; None where all are told."""
        if self.discovered != self.skipped + self.fetched + self.failed:
            return (
                f"discovered {self.discovered} is not skipped {self.skipped}"
                f" + fetched {self.fetched} + failed {self.failed}"
            )
        if self.fetched != self.told:
            return f"fetched {self.fetched}, but {self.told} have a verdict"
        return None


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of several counts."""
    rows = tuple(counts)
    return Counts(*(sum(getattr(row, f.name) for row in rows) for f in fields(Counts)))


SourceVerdict = Literal["ok", "partial", "failed", "empty", "withheld"]
"""All read; some pages failed; nothing could be fetched; nothing was discovered; a gate failed."""

Extent = Literal["whole", "part", "pages"]
"""A source was searched; it was in a window, for a topic or at another base, or not to the end;
pages were given by hand."""


def judge(counts: Counts) -> SourceVerdict:
    """The verdict on one source in one run."""
    if not counts.discovered:
        return "empty"
    if not counts.failed:
        return "ok"
    return "partial" if counts.fetched or counts.skipped else "failed"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """One source in one run."""

    verdict: SourceVerdict
    counts: Counts
    health: Health | None = None
    """Of its texts; null where no story was read."""
    deleted: int = 0
    """Stories deleted because their pages are gone."""
    alarms: tuple[str, ...] = ()
    """What is alarming of the source itself, one line each; those of its texts are in `health`."""
    extent: Extent = "pages"
    gates: tuple[str, ...] = ()
    """The gates it did not pass, one line each."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Stories that were not fetched, by reason."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed part."""

    key: str
    kind: PartKind
    source: str
    rows: int
    bytes: int
    sha256: Sha256
    newest: Day | None
    """Day of the newest story in it, by its own date; null for other kinds and undated stories."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of all parts, by kind."""

    records: int = 0
    removed: int = 0
    quarantine: int = 0


def count_rows(parts: Iterable[Part]) -> Rows:
    """The rows of some parts, by kind."""
    rows = {"records": 0, "removed": 0, "quarantine": 0}
    for part in parts:
        rows[part.kind] += part.rows
    return Rows(**rows)


@dataclass(frozen=True, slots=True)
class Invocation:
    """Where and with what a run was started; not known of one that was killed."""

    host: str | None = None
    arguments: dict[str, str] | None = None


RunVerdict = Literal["ok", "withheld", "stopped", "failed", "killed"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One run: `runs/<run>/manifest.json`, written once."""

    schema: Literal["wire-story/1"]
    run: str
    verdict: RunVerdict
    """`withheld`: a source failed a gate; the others are as in a run that is `ok`. `stopped`: told
    to end early; what it had read is published. `killed`: the next run published what this one had
    sealed; its counts are not known."""
    reason: str | None
    """Why it failed, was stopped or is not whole, or what is withheld."""
    started_at: UtcMoment
    ended_at: UtcMoment
    previous: str | None
    """The version that this run was decided against."""
    versions: dict[str, str]
    rows: Rows
    counts: Counts | None
    sources: dict[str, SourceRun]
    parts: tuple[Part, ...]
    host: str | None = None
    """The machine that it ran on."""
    arguments: dict[str, str] | None = None
    """Those of the crawl (`-a`), as they were given."""
    taken_up: dict[str, int] | None = None
    """Source -> pages that an earlier run had sealed and this one publishes; they are in no count.
    Not known of a run that was killed."""
    withheld: tuple[Part, ...] = ()
    """What was not published of the sources that failed a gate; no reader's business."""
    exit_code: int | None = None
    """That of its process; null for `killed` runs and those of older versions."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh a source is."""

    last_published: UtcMoment | None = None
    """End of the last run that published a record of it."""
    last_success: UtcMoment | None = None
    """End of the last good run that could read it."""
    newest_story: Day | None = None
    """Day of its newest story, by the story's own date."""


@dataclass(frozen=True, slots=True)
class RunRef:
    """A run that holds parts."""

    run: str
    manifest: str
    """Key."""
    sha256: Sha256
    """Of the manifest."""
    rows: int
    """Records."""


@dataclass(frozen=True, slots=True)
class Index:
    """`index.json`: a reader needs this and what it names, nothing else."""

    schema: Literal["wire-story/1"]
    version: str | None
    """The newest run that holds parts."""
    updated_at: UtcMoment
    last_success: UtcMoment | None
    """End of the last good run, also of one that found nothing new."""
    sources: dict[str, Freshness]
    runs: tuple[RunRef, ...]
    """Oldest first."""


def encode_page(value: Manifest | Index) -> bytes:
    """A manifest or index as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def decode_manifest(data: bytes) -> Manifest:
    """Raises msgspec.DecodeError where it is none."""
    return msgspec.json.decode(data, type=Manifest)


def decode_index(data: bytes) -> Index:
    """Raises msgspec.DecodeError where it is none."""
    return msgspec.json.decode(data, type=Index)


def health_of(manifest: Manifest) -> dict[str, bytes]:
    """What a manifest tells of each source whose texts it published, as the ledger keeps it."""
    return {
        source: msgspec.json.encode(run)
        for source, run in manifest.sources.items()
        if run.health and run.verdict != "withheld"
    }
