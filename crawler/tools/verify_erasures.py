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
        self._current: dict[str, Rewritten] = {}
        self._erasures = {named.run for named in index.erasures}
        for named in index.erasures:
            try:
                manifest = read_manifest(sink, named)
            except SinkError as error:
                self.problems.append(str(error))
                continue
            self.manifests.append((named, manifest))
            self.problems += [f"{named.manifest}: {each}" for each in self._add(named, manifest)]

    def is_manifest_of(self, named: RunRef) -> bool:
        """Return whether the index names the manifest of a run that the erasures lead to."""
        if last := self._current.get(named.run):
            return (last.by, last.by_sha256) == (named.manifest, named.sha256)
        return named.manifest == self._first(named.run)

    def _first(self, run: str) -> str:
        """Return the key of a run's first manifest."""
        return manifest_key(run, mark_of(run) if run in self._erasures else "")

    def _add(self, named: RunRef, manifest: Manifest) -> Iterator[str]:
        erasure = manifest.erasure
        if erasure is None:
            yield "the index lists it as an erasure, but it erased nothing"
            return
        if len(erasure.tombstones) != named.rows:
            yield f"{len(erasure.tombstones)} tombstones, the index says {named.rows}"
        for each in erasure.rewritten:
            last = self._current.get(each.run)
            if each.manifest != (last.by if last else self._first(each.run)):
                yield f"the manifest that it replaced is not the last one of run {each.run}"
            elif last and each.sha256 != last.by_sha256:
                yield f"the manifest that it replaced differs from the last one of run {each.run}"
            self._current[each.run] = each
        for stone in erasure.tombstones:
            if stone.id and stone.through:
                self.through[stone.id] = stone.through
        yield from self._kept(erasure)

    def _kept(self, erasure: Erasure) -> Iterator[str]:
        """Yield the objects that should be deleted."""
        for key in erasure.deleted:
            if self._sink.size(key) is not None:
                yield f"{key} is still there: repeat the erasure, which was interrupted"
