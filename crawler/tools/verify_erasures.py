"""Verification of a dump's erasures: their tombstones, and the manifests that they replaced."""

from collections.abc import Iterator

from crawler.dump.index import read_manifest
from crawler.dump.keys import manifest_key, mark_of
from crawler.dump.manifest import Index, Manifest, RunRef
from crawler.dump.tombstones import Erasure, Rewritten
from crawler.sinks import Sink, SinkError


class ErasureChecker:
    """The erasures of a dump, followed from each run's first manifest to the one in the index."""

    def __init__(self, sink: Sink, index: Index) -> None:
        """Read the erasures; `problems` are those found so far, one line each."""
        self.problems: list[str] = []
        self.manifests: list[tuple[RunRef, Manifest]] = []
        self.through: dict[str, int] = {}
        """Erased story -> the last of its erased revisions."""
        self._sink = sink
        self._rewritten: dict[str, list[tuple[str, str, Rewritten]]] = {}
        """Run -> its rewritings, each with the erasure and the key of its manifest."""
        self._erasures = {named.run for named in index.erasures}
        for named in index.erasures:
            try:
                manifest = read_manifest(sink, named)
            except SinkError as error:
                self.problems.append(str(error))
                continue
            self.manifests.append((named, manifest))
            self.problems += [f"{named.manifest}: {each}" for each in self._add(named, manifest)]

    def problems_of(self, named: RunRef, manifest: Manifest) -> Iterator[str]:
        """Yield where the manifest of a run is not the one that the erasures lead to, from its
        first one or, if it was expired or compacted, from the one that this has left."""
        since, expected = self._start(named.run, manifest)
        last: Rewritten | None = None
        for erasure, key, each in self._rewritten.get(named.run, ()):
            if erasure < since:
                continue
            if each.manifest != expected:
                yield f"{key}: the manifest that it replaced is not the last one of run {each.run}"
            elif last and each.sha256 != last.by_sha256:
                what = "differs from the last one of run"
                yield f"{key}: the manifest that it replaced {what} {each.run}"
            last, expected = each, each.by
        if named.manifest != expected or (last and last.by_sha256 != named.sha256):
            yield f"{named.manifest}: the manifest of run {named.run}, or not its last one"

    def _start(self, run: str, manifest: Manifest) -> tuple[str, str]:
        """Return the maintenance that wrote a run's manifest, or an empty name, and the key of the
        manifest that it wrote, or of the run's first."""
        if manifest.maintenance:
            name = manifest.maintenance.name
            return name, manifest_key(run, mark_of(name))
        return "", manifest_key(run, mark_of(run) if run in self._erasures else "")

    def _add(self, named: RunRef, manifest: Manifest) -> Iterator[str]:
        erasure = manifest.erasure
        if erasure is None:
            yield "the index lists it as an erasure, but it erased nothing"
            return
        if len(erasure.tombstones) != named.rows:
            yield f"{len(erasure.tombstones)} tombstones, the index says {named.rows}"
        for each in erasure.rewritten:
            rewriting = (named.run, named.manifest, each)
            self._rewritten.setdefault(each.run, []).append(rewriting)
        for stone in erasure.tombstones:
            if stone.id and stone.through:
                self.through[stone.id] = stone.through
        yield from self._kept(erasure)

    def _kept(self, erasure: Erasure) -> Iterator[str]:
        """Yield the objects that should be deleted."""
        for key in erasure.deleted:
            if self._sink.size(key) is not None:
                yield f"{key} is still there: repeat the erasure, which was interrupted"
