"""The state of the index after a run, for when the manifests up to it are replaced by one."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import msgspec

from crawler.contract import UtcMoment
from crawler.dump.freshness import Freshness
from crawler.dump.index import folded_index, merge, read_manifest
from crawler.dump.keys import manifest_run
from crawler.dump.manifest import Index, Manifest, RunRef, decode_manifest
from crawler.dump.retention import Folded
from crawler.sinks import Sink


def fold_state(sink: Sink, index: Index, through: str, runs: int, first: str) -> Folded:
    """Return what the manifests of all runs up to one state, also of those without new data.

    `runs` and `first` are of the runs that are folded. A time of the index that is not later than
    the last of these manifests is theirs: the clock may have been set back in between.
    """
    made: Index | None = None
    for named, manifest in _manifests(sink, index, through):
        made = folded_index(named, manifest) or merge(made, manifest, named.sha256)
    assert made is not None  # noqa: S101  # a run with parts is among them
    ended = made.updated_at
    sources = {
        source: Freshness(
            _capped(index.sources[source].last_published, fresh.last_published, ended),
            _capped(index.sources[source].last_success, fresh.last_success, ended),
        )
        for source, fresh in made.sources.items()
        if source in index.sources
    }
    success = _capped(index.last_success, made.last_success, ended)
    return Folded(runs, first, ended, success, sources)


def quiet_manifests(sink: Sink, named: set[str], through: str) -> Iterator[tuple[str, Manifest]]:
    """Yield key and manifest of runs up to one that the index does not name; invalid ones are left
    out, for nobody relies on them."""
    for key in sink.list("runs/"):
        run = manifest_run(key)
        if key in named or run is None or run > through:
            continue
        found = sink.get(key)
        with suppress(msgspec.DecodeError):
            if found:
                yield key, decode_manifest(found[0])


def _manifests(sink: Sink, index: Index, through: str) -> Iterator[tuple[RunRef, Manifest]]:
    """Yield the manifests up to a run in the order of their names."""
    named = {each.manifest: each for each in (*index.runs, *index.raw, *index.erasures)}
    start = _folded_run(sink, index)
    quiet = [
        RunRef(manifest.run, key, "", 0)
        for key, manifest in quiet_manifests(sink, set(named), through)
        if manifest.run > start and not (manifest.parts or manifest.raw or manifest.erasure)
    ]
    due = [each for each in named.values() if start <= each.run <= through]
    for each in sorted([*due, *quiet], key=lambda ref: ref.run):
        if each.sha256:
            yield each, read_manifest(sink, each)
        elif found := sink.get(each.manifest):
            yield each, replace(decode_manifest(found[0]), parts=())


def _folded_run(sink: Sink, index: Index) -> str:
    """Return the run that holds the rows of all earlier ones; an empty name if there is none."""
    first = index.runs[0]
    manifest = read_manifest(sink, first)
    return first.run if folded_index(first, manifest) else ""


def _capped(
    claimed: UtcMoment | None, made: UtcMoment | None, ended: UtcMoment
) -> UtcMoment | None:
    return claimed if claimed is not None and claimed <= ended else made
