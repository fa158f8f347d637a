"""The state of each source in a dump: freshness, yield and coverage over its last runs."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.dump.freshness import Freshness
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.manifest import Manifest, SourceRun
from crawler.sinks import Sink

RUNS = 20
"""Most runs that are considered: the newest that published something."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source."""

    source: str
    fresh: Freshness
    runs: int = 0
    """Runs considered in which it was crawled."""
    discovered: int | None = None
    """Stories found in the newest of them."""
    published: int | None = None
    """Pages with a new revision, in all of them."""
    good: float | None = None
    """Share of the fetched pages whose story is published or known."""
    quarantined: float | None = None
    """Share of the fetched pages in quarantine."""
    missed: float | None = None
    """Share of the requested pages that could not be fetched."""
    length: int | None = None
    """Median body length in the newest run that read some."""


def source_states(sink: Sink, known: Iterable[str]) -> dict[str, SourceState]:
    """Return the states of all sources of a dump, and of the known ones.

    Raises SinkError if the dump is damaged.
    """
    index = read_pointer(sink).index
    fresh = {name: Freshness() for name in known} | (dict(index.sources) if index else {})
    manifests = (
        [read_manifest(sink, named) for named in reversed(index.runs[-RUNS:])] if index else []
    )
    return {name: _state(name, each, manifests) for name, each in fresh.items()}


def _state(name: str, fresh: Freshness, manifests: list[Manifest]) -> SourceState:
    """Return the state of one source; the newest manifest comes first."""
    runs = [manifest.sources[name] for manifest in manifests if name in manifest.sources]
    if not runs:
        return SourceState(name, fresh)
    fetched = sum(run.counts.fetched for run in runs)
    failed = sum(run.counts.failed for run in runs)
    return SourceState(
        name,
        fresh,
        runs=len(runs),
        discovered=runs[0].counts.discovered,
        published=sum(run.counts.published for run in runs),
        good=_share(sum(map(_good, runs)), fetched),
        quarantined=_share(sum(run.counts.quarantined for run in runs), fetched),
        missed=_share(failed, fetched + failed),
        length=next((run.health.length for run in runs if run.health), None),
    )


def _good(run: SourceRun) -> int:
    return run.counts.published + run.counts.unchanged + run.counts.duplicate


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
