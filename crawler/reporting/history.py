"""The runs of a dump with their manifests, and what a source's earlier runs were like."""

import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import msgspec

from crawler.dump.index import read_manifest, read_unnamed_manifest
from crawler.dump.keys import manifest_key, manifest_run, mark_of, report_keys
from crawler.dump.manifest import Index, Manifest, RunRef
from crawler.reporting.values import FIELDS, Past
from crawler.sinks import Sink, SinkError

COMPARED = 20
"""Earlier runs that a source is compared with."""
SHOWN = 30
"""Runs in the trend lines."""
_READERS = 8
"""Objects that are read at the same time."""


@dataclass(frozen=True, slots=True)
class KnownRun:
    """A run of a dump, crawls and erasures alike."""

    run: str
    manifest: str
    """Key of its present manifest."""
    named: RunRef | None
    """Its entry in the index; null for a run that published nothing new."""
    has_report: bool
    is_erasure: bool


def known_runs(sink: Sink, index: Index | None) -> tuple[KnownRun, ...]:
    """Return all runs that have a manifest, oldest first. Raises SinkError."""
    named = {}
    if index:
        named = {ref.run: ref for ref in (*index.erasures, *index.raw, *index.runs)}
    erasures = {ref.run for ref in index.erasures} if index else set()
    keys = set(sink.list("runs/"))
    found = {run: key for key in sorted(keys) if (run := manifest_run(key))}
    found |= {ref.run: ref.manifest for ref in named.values()}
    return tuple(
        KnownRun(
            run,
            key,
            named.get(run),
            has_report=keys.issuperset(report_keys(key)),
            is_erasure=run in erasures or key == manifest_key(run, mark_of(run)),
        )
        for run, key in sorted(found.items())
    )


def manifest_of(sink: Sink, run: KnownRun) -> Manifest:
    """Read a run's manifest; raise SinkError if it is missing, altered or invalid."""
    if run.named:
        return read_manifest(sink, run.named)
    found = read_unnamed_manifest(sink, run.manifest)
    if found is None:
        raise SinkError(f"{sink.url}: {run.manifest} is missing")
    return found


def with_manifests(sink: Sink, runs: Sequence[KnownRun]) -> list[tuple[KnownRun, Manifest]]:
    """Return runs with their manifests, without those whose manifest cannot be read: an old one may
    have just expired, and damage is for `verify` to report."""
    with ThreadPoolExecutor(_READERS) as pool:
        read = pool.map(partial(_readable, sink), runs)
    return [(run, manifest) for run, manifest in zip(runs, read, strict=True) if manifest]


def _readable(sink: Sink, run: KnownRun) -> Manifest | None:
    try:
        return manifest_of(sink, run)
    except SinkError:
        return None


class _Source(msgspec.Struct, frozen=True):
    source: str
    added: int
    modified: int
    coverage: dict[str, int]


class _Twin(msgspec.Struct, frozen=True):
    sources: tuple[_Source, ...]


@dataclass(slots=True)
class _Series:
    stories: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    shares: dict[str, list[float]] = field(default_factory=dict)


def past_of(sink: Sink, runs: Sequence[tuple[KnownRun, Manifest]]) -> dict[str, Past]:
    """Return what each source was like in earlier runs. Raises SinkError.

    Coverage is that in the reports of these runs; one that has no report, or that of another
    version, does not count for it.
    """
    series: dict[str, _Series] = {}
    compared = runs[-COMPARED:]
    with ThreadPoolExecutor(_READERS) as pool:
        twins = list(pool.map(partial(_twin, sink), (run for run, _ in compared)))
    for (_, manifest), twin in zip(compared, twins, strict=True):
        for source, result in manifest.sources.items():
            if result.health:
                each = series.setdefault(source, _Series())
                each.stories.append(result.health.stories)
                each.lengths.append(result.health.length)
        for row in twin.sources:
            if stories := row.added + row.modified:
                shares = series.setdefault(row.source, _Series()).shares
                for name in FIELDS:
                    shares.setdefault(name, []).append(row.coverage.get(name, 0) / stories)
    return {source: _past(each) for source, each in series.items()}


def _past(series: _Series) -> Past:
    return Past(
        runs=len(series.stories),
        stories=int(statistics.median(series.stories)) if series.stories else None,
        length=int(statistics.median(series.lengths)) if series.lengths else None,
        coverage={
            name: round(statistics.median(shares), 4) for name, shares in series.shares.items()
        },
    )


def _twin(sink: Sink, run: KnownRun) -> _Twin:
    found = sink.get(report_keys(run.manifest).json) if run.has_report else None
    try:
        return _twins.decode(found[0]) if found else _Twin(())
    except msgspec.DecodeError:
        return _Twin(())


_twins = msgspec.json.Decoder(_Twin)
