"""Values of the metrics of a run, and the check of the file that they go to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.base.faults import UsageFault
from crawler.base.skips import SkipReason
from crawler.dump.freshness import Freshness
from crawler.dump.manifest import Counts


@dataclass(frozen=True, slots=True)
class Traffic:
    """HTTP traffic of a run, including robots.txt and listings."""

    bytes: int = 0
    """Bytes of response bodies, as transferred."""
    retries: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    """HTTP status -> responses."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """Results of a run that opened its dump."""

    run: str
    version: str | None
    """Version of the dump after the run; null if nothing was published."""
    counts: Mapping[str, Counts]
    """By source."""
    skips: Mapping[str, Mapping[SkipReason, int]]
    """By source: stories that were not fetched, by reason."""
    listings: int
    missed: int
    """Listings that could not be read."""
    alarms: Mapping[str, int]
    """By source."""
    fresh: Mapping[str, Freshness]
    """By source, including sources that were not crawled."""
    traffic: Traffic


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    code: int
    """Exit code of the process."""
    at: float
    """Unix time."""
    seconds: float
    """Duration of the run."""
    crawl: Crawl | None = None
    """Null if nothing was crawled: invalid usage, or another run was in progress."""


def check(file: Path) -> None:
    """Raise UsageFault if metrics cannot be written to a file."""
    if file.suffix != ".prom":
        raise UsageFault(f"WIRE_METRICS: {file}: node_exporter requires a name ending in .prom")
    if not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
        raise UsageFault(f"WIRE_METRICS: {file.parent} is not a writable folder")
