"""One update of the ready files: missing deltas, and the partitions with what has changed."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from crawler.base.heap import give_back
from crawler.contract import UtcMoment
from crawler.dump.index import read_manifest
from crawler.dump.latest import LATEST_SCHEMA, Latest, Partition, StoredDelta
from crawler.dump.manifest import Index, RunRef
from crawler.latest.arrivals import Arrivals
from crawler.latest.files import PartitionFiles
from crawler.latest.rewriting import Rewriter
from crawler.latest.shelf import Shelf
from crawler.latest.writing import DeltaWriter
from crawler.sinks import Sink
from crawler.tools.deltas import Change, Span, changes, spans


class Update:
    """The files of the newest version, from those of an earlier one."""

    def __init__(self, sink: Sink, index: Index, old: Latest | None, folder: Path) -> None:
        """`old` is null if there are none; `folder` is for temporary files."""
        self._sink = sink
        self._index = index
        self._old = old
        self._folder = folder
        self._deltas: dict[str, StoredDelta] = {}
        """By version."""

    def latest(self, moment: UtcMoment, previous: str | None) -> Latest:
        """Upload what is new; return the manifest, which the index is to name. Raises SinkError."""
        assert self._index.version is not None  # noqa: S101  # else there is nothing to update
        self._deltas = {each.version: each for each in self._kept_deltas()}
        partitions = self._partitions()
        for since, named in pairwise(self._index.runs):
            if named.run not in self._deltas:
                self._write_delta(since.run, named.run, changes(self._sink, [named]))
        return Latest(
            LATEST_SCHEMA,
            self._index.version,
            moment,
            newest_erasure(self._index),
            previous,
            sum(partition.rows for partition in partitions),
            tuple(partitions),
            tuple(self._deltas[named.run] for named in self._index.runs[1:]),
        )

    def _kept_deltas(self) -> Iterator[StoredDelta]:
        """Yield the deltas between present versions that no erasure has changed since."""
        if self._old is None:
            return
        steps = {(since.run, named.run) for since, named in pairwise(self._index.runs)}
        stale = erased_runs(self._sink, self._index, self._old.erasure)
        for delta in self._old.deltas:
            if (delta.since, delta.version) in steps and delta.version not in stale:
                yield delta

    def _write_delta(self, since: str, version: str, delta: Iterable[Change]) -> None:
        made = DeltaWriter(self._sink, since, version, self._folder)
        for change in delta:
            made.add(change.line)
        self._deltas[version] = made.close()

    def _partitions(self) -> list[Partition]:
        old = self._old.partitions if self._old else ()
        done = self._old.version if self._old else ""
        runs = tuple(named for named in self._index.runs if named.run > done)
        if not runs:
            return list(old)
        below = self._folder / "arrivals"
        below.mkdir()
        arrivals = Arrivals(self._spans(runs), below)
        give_back()  # pyarrow takes as much memory as a crawl has freed by now
        shelf = Shelf(self._sink, old, self._folder)
        holders = shelf.holders(arrivals) if old else {}
        with PartitionFiles(self._sink, self._folder) as files:
            rewriter = Rewriter(self._sink, shelf, arrivals.new, files)
            rewriter.rewrite(arrivals, holders)
            made = files.finish()
        kept = [partition for partition in old if partition not in rewriter.replaced]
        return sorted((*kept, *made), key=lambda partition: (partition.source, partition.first))

    def _spans(self, runs: tuple[RunRef, ...]) -> Iterator[Span]:
        """Yield what the runs did to each story. If it is one run, its delta is the same lines, and
        is written on the way."""
        found = spans(self._sink, runs)
        before = [named.run for named in self._index.runs if named.run < runs[0].run]
        if len(runs) > 1 or not before:
            yield from found
            return
        delta = DeltaWriter(self._sink, before[-1], runs[0].run, self._folder)
        for span in found:
            delta.add(span.last.line)
            yield span
        self._deltas[runs[0].run] = delta.close()


def newest_erasure(index: Index) -> str | None:
    """Return the name of the newest erasure of a dump, null without any."""
    return max((named.run for named in index.erasures), default=None)


def erased_runs(sink: Sink, index: Index, since: str | None) -> set[str]:
    """Return the runs whose records were rewritten by erasures after one (null: by any)."""
    found: set[str] = set()
    for named in index.erasures:
        if named.run > (since or ""):
            erasure = read_manifest(sink, named).erasure
            found.update(each.run for each in (erasure.rewritten if erasure else ()))
    return found
