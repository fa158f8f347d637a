"""The runs of a dump with their manifests, and what a source's earlier runs were like."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from crawler.dump.index import read_manifest
from crawler.dump.keys import manifest_key, manifest_run, mark_of, report_keys
from crawler.dump.manifest import Index, Manifest, RunRef, decode_manifest
from crawler.reporting.values import FIELDS, Past
from crawler.sinks import Sink, SinkError

COMPARED = 20
"""Earlier runs that a source is compared with."""
SHOWN = 30
"""Runs in the trend lines."""


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
    found = sink.get(run.manifest)
    if found is None:
        raise SinkError(f"{sink.url}: {run.manifest} is missing")
    try:
        return decode_manifest(found[0])
    except msgspec.DecodeError as error:
        raise SinkError(f"{sink.url}: invalid manifest {run.manifest}: {error}") from error


def crawls(sink: Sink, runs: Iterable[KnownRun]) -> Iterator[tuple[KnownRun, Manifest]]:
    """Yield the runs that are crawls, with their manifests. Raises SinkError."""
    for run in runs:
        if not run.is_erasure:
            yield run, manifest_of(sink, run)


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
    for run, manifest in runs[-COMPARED:]:
        for source, result in manifest.sources.items():
            if result.health:
                each = series.setdefault(source, _Series())
                each.stories.append(result.health.stories)
                each.lengths.append(result.health.length)
        for row in _twin(sink, run).sources if run.has_report else ():
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
    found = sink.get(report_keys(run.manifest).json)
    try:
        return _twins.decode(found[0]) if found else _Twin(())
    except msgspec.DecodeError:
        return _Twin(())


_twins = msgspec.json.Decoder(_Twin)
