"""All runs and sources of a dump on one HTML page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crawler.contract import UtcMoment
from crawler.dump.freshness import Freshness
from crawler.dump.manifest import Index, Manifest, SourceRun
from crawler.html import environment
from crawler.reporting import charts
from crawler.reporting.history import SHOWN, KnownRun, with_manifests
from crawler.reporting.page import LARGEST, TONES
from crawler.sinks import Sink

MOST_RUNS, MOST_SOURCES = 500, 150
"""Rows of the tables."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source, over all runs."""

    source: str
    fresh: Freshness
    alarm: str
    """`ok` if it is fresh."""
    age: int | None
    """Days since its newest story."""
    last: SourceRun | None
    """Its results in the newest run that crawled it."""
    trend: tuple[int | None, ...]
    """Pages published in the last runs."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The runs of a dump, newest first, and its sources."""

    url: str
    index: Index
    made_at: UtcMoment
    runs: tuple[tuple[KnownRun, Manifest], ...]
    sources: tuple[SourceRow, ...]


def overview_of(
    sink: Sink, index: Index, runs: Sequence[KnownRun], alarms: Mapping[str, str], now: datetime
) -> Overview:
    """Read the manifests of a dump's newest runs; those that cannot be read are left out."""
    read = with_manifests(sink, runs[-MOST_RUNS:])
    crawls = [manifest for run, manifest in read if not run.is_erasure]
    rows = (
        _row(name, index.sources.get(name, Freshness()), alarm, crawls, now.date())
        for name, alarm in alarms.items()
    )
    made_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Overview(sink.url, index, made_at, tuple(reversed(read)), tuple(rows))


def overview_page(overview: Overview, links: Mapping[str, str]) -> bytes:
    """Return the page, in UTF-8 and of at most `LARGEST` bytes. `links` has the URLs of the reports
    that can be opened, by run."""
    template = environment("crawler.reporting").get_template("index.html.j2")
    for divisor in (1, 2, 4, 8):
        page = template.render(
            overview=overview,
            links=links,
            stale=[each for each in overview.sources if each.alarm != "ok"],
            tones=TONES,
            charts=charts,
            most_runs=MOST_RUNS // divisor,
            most_sources=MOST_SOURCES // divisor,
        ).encode("utf-8", "replace")
        if len(page) <= LARGEST:
            break
    return page


def _row(
    name: str, fresh: Freshness, alarm: str, crawls: Sequence[Manifest], today: date
) -> SourceRow:
    results = [manifest.sources.get(name) for manifest in crawls]
    age = (today - date.fromisoformat(fresh.newest_story)).days if fresh.newest_story else None
    last = next((each for each in reversed(results) if each), None)
    trend = tuple(each.counts.published if each else None for each in results[-SHOWN:])
    return SourceRow(name, fresh, alarm, age, last, trend)
