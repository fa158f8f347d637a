"""A dump's index and the manifests it names: checked reading, and the merge of a run into the
index."""

import hashlib
from dataclasses import dataclass, replace

import msgspec

from crawler.base.verdicts import READ, SUCCESSES, RunVerdict
from crawler.dump.freshness import Freshness
from crawler.dump.keys import INDEX, manifest_key, mark_of
from crawler.dump.manifest import (
    SCHEMA_ID,
    Index,
    Manifest,
    RunRef,
    decode_index,
    decode_manifest,
)
from crawler.sinks import Sink, SinkError


@dataclass(frozen=True, slots=True)
class Pointer:
    """The dump's current index and its etag; both null if the dump has no index."""

    index: Index | None
    etag: str | None

    def named(self) -> tuple[RunRef, ...]:
        """Return the runs in the index, oldest first."""
        return self.index.runs if self.index else ()

    def runs(self) -> dict[str, str]:
        """Return a mapping of run name to the SHA-256 of its manifest."""
        return {named.run: named.sha256 for named in self.named()}


def read_pointer(sink: Sink) -> Pointer:
    """Read the index of a dump; raise SinkError if it is unreadable or invalid."""
    found = sink.get(INDEX)
    if found is None:
        return Pointer(None, None)
    try:
        return Pointer(decode_index(found[0]), found[1])
    except msgspec.DecodeError as error:
        raise SinkError(f"{sink.url}: invalid {INDEX}: {error}") from error


def read_manifest(sink: Sink, named: RunRef) -> Manifest:
    """Read a manifest named by the index; raise SinkError if it is missing, altered or invalid."""
    return _decoded(sink, named.manifest, read_named(sink, named.manifest, named.sha256))


def read_named(sink: Sink, key: str, sha256: str) -> bytes:
    """Return an object that the index names; raise SinkError if it is missing or altered."""
    found = sink.get(key)
    if found is None:
        raise SinkError(f"{sink.url}: {key} is missing")
    if hashlib.sha256(found[0]).hexdigest() != sha256:
        raise SinkError(f"{sink.url}: {key}: checksum mismatch with the index")
    return found[0]


def read_unnamed_manifest(sink: Sink, key: str) -> Manifest | None:
    """Read the manifest of a run without new data, which the index does not name; None if there is
    none. Raises SinkError if it is invalid."""
    found = sink.get(key)
    return _decoded(sink, key, found[0]) if found else None


def _decoded(sink: Sink, key: str, data: bytes) -> Manifest:
    try:
        return decode_manifest(data)
    except msgspec.DecodeError as error:
        raise SinkError(f"{sink.url}: invalid manifest {key}: {error}") from error


def newest_name(sink: Sink, index: Index) -> str | None:
    """Return the newest name of a run, an erasure, or a maintenance that has left a manifest; None
    if there is none. Raises SinkError if a manifest is damaged."""
    every = {named.manifest: named for named in (*index.runs, *index.raw, *index.erasures)}
    left_by = (read_manifest(sink, named).maintenance for named in every.values())
    names = [named.run for named in every.values()] + [each.name for each in left_by if each]
    return max(names, default=None)


def key_of(manifest: Manifest) -> str:
    """Return the key of a run's first manifest. That of an erasure has a mark, so that one that was
    killed is known by its name."""
    return manifest_key(manifest.run, mark_of(manifest.run) if manifest.erasure else "")


def folded_index(named: RunRef, manifest: Manifest) -> Index | None:
    """Return the index after all runs up to one that holds the rows of all earlier ones; None for
    any other run."""
    folded = manifest.maintenance.folded if manifest.maintenance else None
    if folded is None:
        return None
    newest: dict[str, str] = {}
    for part in manifest.parts:
        if part.newest:
            newest[part.source] = max(part.newest, newest.get(part.source, ""))
    return Index(
        SCHEMA_ID,
        named.run,
        folded.updated_at,
        folded.last_success,
        {
            source: replace(fresh, newest_story=newest.get(source))
            for source, fresh in folded.sources.items()
        },
        (named,),
    )


def merge(index: Index | None, manifest: Manifest, sha256: str) -> Index | None:
    """Return the index with a run added, or the same index if the run changes nothing."""
    merged = _merge_erasure(_merge_parts(index, manifest, sha256), manifest, sha256)
    known = merged.raw if merged else ()
    if not manifest.raw or any(named.run == manifest.run for named in known):
        return merged
    old = merged or _new_index(manifest)
    captures = sum(file.captures for file in manifest.raw)
    named = RunRef(manifest.run, key_of(manifest), sha256, captures)
    ended = max(old.updated_at, manifest.ended_at)
    return replace(old, updated_at=ended, raw=(*old.raw, named))


def _merge_erasure(index: Index | None, manifest: Manifest, sha256: str) -> Index | None:
    if manifest.erasure is None or any(
        named.run == manifest.run for named in (index.erasures if index else ())
    ):
        return index
    old = index or _new_index(manifest)
    rows = len(manifest.erasure.tombstones)
    named = RunRef(manifest.run, key_of(manifest), sha256, rows)
    ended = max(old.updated_at, manifest.ended_at)
    return replace(old, updated_at=ended, erasures=(*old.erasures, named))


def _new_index(manifest: Manifest) -> Index:
    return Index(SCHEMA_ID, None, manifest.ended_at, None, {}, ())


def _merge_parts(index: Index | None, manifest: Manifest, sha256: str) -> Index | None:
    if any(named.run == manifest.run for named in (index.runs if index else ())):
        return index
    is_new = not manifest.sources.keys() <= (index.sources.keys() if index else set())
    if not manifest.parts and manifest.verdict not in SUCCESSES and not is_new:
        return index
    old = index or _new_index(manifest)
    ended = max(old.updated_at, manifest.ended_at)
    fresh = replace(
        old,
        updated_at=ended,
        last_success=ended if manifest.verdict == RunVerdict.OK else old.last_success,
        sources=_freshen(old.sources, manifest, ended),
    )
    if not manifest.parts:
        return fresh if manifest.verdict == RunVerdict.OK or fresh.sources != old.sources else index
    key = key_of(manifest)
    named = RunRef(manifest.run, key, sha256, manifest.rows.records)
    return replace(fresh, version=manifest.run, runs=(*old.runs, named))


def _freshen(sources: dict[str, Freshness], manifest: Manifest, ended: str) -> dict[str, Freshness]:
    """Also those that gave nothing: a monitor misses no source that was crawled."""
    fresh = {source: Freshness() for source in manifest.sources} | sources
    if manifest.verdict in SUCCESSES:
        for source, run in manifest.sources.items():
            if run.verdict in READ:
                fresh[source] = replace(fresh.get(source, Freshness()), last_success=ended)
    for part in manifest.parts:
        if part.kind == "records":
            old = fresh.get(part.source, Freshness())
            days = [day for day in (old.newest_story, part.newest) if day]
            newest = max(days, default=None)
            fresh[part.source] = replace(old, last_published=ended, newest_story=newest)
    return dict(sorted(fresh.items()))
