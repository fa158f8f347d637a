"""Manifest of a run and index of a dump: their data model and JSON encoding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from crawler.base.verdicts import RunVerdict, SourceVerdict
from crawler.contract import Day, Sha256, UtcMoment
from crawler.dump.counts import Counts as Counts
from crawler.dump.counts import total as total
from crawler.dump.freshness import Freshness
from crawler.dump.health import Health
from crawler.dump.keys import PartKind
from crawler.dump.observed import HostTraffic, NoStory
from crawler.dump.retention import Maintenance, Retention
from crawler.dump.tombstones import Erasure

SCHEMA_ID: Literal["wire-story/1"] = "wire-story/1"


Extent = Literal["whole", "part", "pages"]
"""How much of a source was crawled. `whole`: a full search; `part`: restricted by dates, topic or
base URL, or interrupted; `pages`: only pages given by URL."""


def judge(counts: Counts) -> SourceVerdict:
    """Return the verdict on one source from its counters."""
    if not counts.discovered:
        return SourceVerdict.EMPTY
    if not counts.failed:
        return SourceVerdict.OK
    return SourceVerdict.PARTIAL if counts.fetched or counts.skipped else SourceVerdict.FAILED


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Results of one source in one run."""

    verdict: SourceVerdict
    counts: Counts
    health: Health | None = None
    """Text statistics; null if no story was read."""
    deleted: int = 0
    """Stories deleted because their pages are gone."""
    alarms: tuple[str, ...] = ()
    """Alarms about the source itself, one line each; alarms about its texts are in `health`."""
    extent: Extent = "pages"
    gates: tuple[str, ...] = ()
    """Failed gates, one line each."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Discovered stories that were not fetched, by reason."""


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
    """Publication date of the newest story in it; null for other kinds of part and undated
    stories."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One WARC file with its index."""

    key: str
    index: str
    """Key of its CDXJ index."""
    captures: int
    """Answers in it, including revisits."""
    bytes: int
    sha256: Sha256
    index_sha256: Sha256


@dataclass(frozen=True, slots=True)
class Rows:
    """Row counts by kind of part."""

    records: int = 0
    removed: int = 0
    quarantine: int = 0


def count_rows(parts: Iterable[Part]) -> Rows:
    """Sum the rows of parts by kind."""
    rows = {"records": 0, "removed": 0, "quarantine": 0}
    for part in parts:
        rows[part.kind] += part.rows
    return Rows(**rows)


@dataclass(frozen=True, slots=True)
class Invocation:
    """Host and arguments of a run; null for a killed run."""

    host: str | None = None
    arguments: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One run: `runs/<run>/manifest.json`, written once. Only erasing,
    expiring and compacting replace it."""

    schema: Literal["wire-story/1"]
    run: str
    verdict: RunVerdict
    """`withheld`: a source failed a gate; the other sources are published as in an `ok` run.
    `stopped`: ended early on request; what it had read is published. `killed`: its sealed parts
    were published by the next run; its counters are unknown."""
    reason: str | None
    """Why the run failed, was stopped or is partial, or what is withheld."""
    started_at: UtcMoment
    ended_at: UtcMoment
    previous: str | None
    """The dump version that this run was deduplicated against."""
    versions: dict[str, str]
    rows: Rows
    counts: Counts | None
    sources: dict[str, SourceRun]
    parts: tuple[Part, ...]
    host: str | None = None
    """Name of the machine that ran it."""
    arguments: dict[str, str] | None = None
    """Spider arguments (`-a`), as given."""
    taken_up: dict[str, int] | None = None
    """Source -> pages that an earlier run sealed and this one publishes; no counter includes them.
    Null for a killed run."""
    withheld: tuple[Part, ...] = ()
    """Parts withheld from sources that failed a gate. Not part of the published data."""
    exit_code: int | None = None
    """Exit code of the process; null for `killed` runs and those of older versions."""
    raw: tuple[RawFile, ...] = ()
    """WARC files with the answers of the run; the key is missing without any."""
    erased: dict[str, int] = field(default_factory=dict)
    """Source -> pages erased later, which `counts` still include; missing without any."""
    erasure: Erasure | None = None
    """What this run erased; the key is missing if it is a crawl."""
    maintenance: Maintenance | None = None
    """What was expired or compacted; the key is missing if nothing was."""
    hosts: dict[str, HostTraffic] = field(default_factory=dict)
    """Requests by host; missing without any."""
    no_story: dict[str, tuple[NoStory, ...]] = field(default_factory=dict)
    """Source -> pages that are no story, by reason; missing without any."""


@dataclass(frozen=True, slots=True)
class RunRef:
    """Reference to a run that published parts."""

    run: str
    manifest: str
    """Key of the manifest."""
    sha256: Sha256
    """SHA-256 of the manifest."""
    rows: int
    """Number of records."""


@dataclass(frozen=True, slots=True)
class ReportRef:
    """Reference to the report of a run."""

    run: str
    html: str
    """Key of the page."""
    json: str
    """Key of the same facts as JSON."""
    sha256: Sha256
    """SHA-256 of the page."""
    json_sha256: Sha256


@dataclass(frozen=True, slots=True)
class LatestRef:
    """Reference to the manifest of the ready files: newest state and deltas."""

    version: str
    """The version that they hold; behind that of the index until a run brings them up to date."""
    manifest: str
    """Key."""
    bytes: int
    sha256: Sha256
    rows: int
    """Number of stories."""


@dataclass(frozen=True, slots=True)
class Index:
    """`index.json`, the entry point for readers: everything published is reachable from it."""

    schema: Literal["wire-story/1"]
    version: str | None
    """The newest run that published parts."""
    updated_at: UtcMoment
    last_success: UtcMoment | None
    """End of the last successful run, including those that found nothing new."""
    sources: dict[str, Freshness]
    runs: tuple[RunRef, ...]
    """Oldest first."""
    raw: tuple[RunRef, ...] = ()
    """Runs that hold WARC files, oldest first, also those without parts; the key is missing without
    any."""
    erasures: tuple[RunRef, ...] = ()
    """Erasures, oldest first, `rows` being tombstones; the key is missing without any."""
    retention: Retention | None = None
    """The key is missing if the dump was never expired or compacted."""
    report: ReportRef | None = None
    """The newest report; the key is missing without any."""
    latest: LatestRef | None = None
    """The newest state as ready files; the key is missing without any."""


OMITTED = (
    *("raw", "erased", "erasure", "erasures", "maintenance", "retention"),
    *("hosts", "no_story", "report", "latest"),
)
"""Keys that are written only if they have a value."""


def encode_page(value: Manifest | Index) -> bytes:
    """Encode a manifest or index as indented JSON, without empty keys of those in OMITTED."""
    values = msgspec.to_builtins(value)
    for key in OMITTED:
        if not values.get(key, True):
            del values[key]
    return msgspec.json.format(msgspec.json.encode(values), indent=1) + b"\n"


def decode_manifest(data: bytes) -> Manifest:
    """Decode and validate; raise msgspec.DecodeError if the JSON is invalid."""
    return msgspec.json.decode(data, type=Manifest)


def decode_index(data: bytes) -> Index:
    """Decode and validate; raise msgspec.DecodeError if the JSON is invalid."""
    return msgspec.json.decode(data, type=Index)
