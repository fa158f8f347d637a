"""Verification of the ready files of a dump: that they are whole, and hold what its parts give."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import pairwise, zip_longest

import msgspec

from crawler.base.faults import UsageFault
from crawler.base.text import counted
from crawler.dump.compression import PartError
from crawler.dump.erasures import every_tombstone, last_erased
from crawler.dump.index import read_manifest
from crawler.dump.latest import (
    LATEST,
    LINES,
    TABLE,
    Latest,
    Partition,
    Place,
    read_latest,
    ready_keys,
)
from crawler.dump.manifest import Index
from crawler.dump.reader import check, checked_lines, download, runs_between
from crawler.dump.rows import lines
from crawler.sinks import Sink, SinkError
from crawler.tools.deltas import apply, changes
from crawler.tools.latest import by_id, source_and_place
from crawler.tools.scratch import scratch


class _Head(msgspec.Struct, frozen=True):
    id: str
    revision: int


_heads = msgspec.json.Decoder(_Head)


def check_latest(sink: Sink, index: Index) -> tuple[list[str], list[str]]:
    """Return the flaws of the ready files, and what the next run or maintenance completes, one line
    each."""
    found: list[str] = []
    try:
        ready = _Checker(sink, index)
        found.extend(ready.problems())
    except (SinkError, UsageFault) as error:
        return [*found, str(error)], []
    return found, ready.notes


class _Checker:
    """The ready files that an index names, against the parts of its runs."""

    def __init__(self, sink: Sink, index: Index) -> None:
        self.notes: list[str] = []
        """What the next run or maintenance completes. Follows `problems`."""
        self._sink = sink
        self._index = index
        self._keys = [*ready_keys(sink)]
        self._has_pyarrow = find_spec("pyarrow") is not None

    def problems(self) -> Iterator[str]:
        """Yield each flaw, one line each, the object's key first."""
        named: set[str] = set()
        try:
            if latest := read_latest(self._sink, self._index):
                assert self._index.latest is not None  # noqa: S101  # it was read
                named = {self._index.latest.manifest, *(file.key for file in latest.files())}
                yield from self._of(latest, self._index.latest.manifest)
        except SinkError as error:
            yield str(error)
        left = [key for key in self._keys if key not in named]
        yield from self._erased_rows(left)
        if left:
            what = "to be deleted after the grace period"
            self.notes.append(f"{counted(len(left), 'replaced or left ready file')}, {what}")

    def _of(self, latest: Latest, key: str) -> Iterator[str]:
        index, ref = self._index, self._index.latest
        if ref and (latest.version, latest.rows) != (ref.version, ref.rows):
            yield f"{key}: {latest.rows} stories of {latest.version}, the index says otherwise"
        if (rows := sum(partition.rows for partition in latest.partitions)) != latest.rows:
            yield f"{key}: {rows} rows in its partitions, it says {latest.rows}"
        for file in latest.files():
            if (size := self._sink.size(file.key)) != file.bytes:
                yield f"{file.key}: {size} bytes, expected {file.bytes}"
        if all(named.run != latest.version for named in index.runs):
            self.notes.append(f"{key}: of a version that was folded; the next run makes it again")
            return
        if latest.version != index.version:
            self.notes.append(f"{key}: of {latest.version}; the next run brings it up to date")
        if self._is_before_erasure(latest):
            yield f"{key}: from before an erasure: repeat the erasure, which was interrupted"
            return  # it differs from the parts, of course
        yield from self._stories(latest)
        yield from self._deltas(latest, key)

    def _is_before_erasure(self, latest: Latest) -> bool:
        """Return whether texts may be left that a later erasure has removed elsewhere."""
        later = [each for each in self._index.erasures if each.run > (latest.erasure or "")]
        manifests = (read_manifest(self._sink, each) for each in later)
        return any(each.erasure and each.erasure.rewritten for each in manifests)

    def _stories(self, latest: Latest) -> Iterator[str]:
        """Compare the partitions with the state that the parts give."""
        runs = runs_between(self._index, None, latest.version)
        expected = apply(changes(self._sink, runs))
        flaws: list[str] = []
        with scratch() as folder:
            ready = by_id([self._rows(latest, flaws)], folder)
            count = 0
            for count, (ours, theirs) in enumerate(zip_longest(expected, ready), 1):  # noqa: B007
                if ours != theirs:
                    story = min(each.id for each in (ours, theirs) if each)
                    flaws.append(f"{LATEST}: {story} differs from version {latest.version}")
                    break
            else:
                if count != latest.rows:
                    flaws.append(f"{LATEST}: {latest.rows} rows of {count} stories")
        yield from flaws

    def _rows(self, latest: Latest, flaws: list[str]) -> Iterator[bytes]:
        """Yield the rows of all partitions; add what is wrong with these themselves to `flaws`."""
        if not self._has_pyarrow:
            self.notes.append(f"{LATEST}: only checksums of the tables were checked: needs pyarrow")
        ends = ("", ("", ""))
        for partition in latest.partitions:
            rows = [*checked_lines(self._sink, partition.lines.key, partition.lines.sha256)]
            places = [source_and_place(row) for row in rows]
            if not places or ends >= places[0] or any(a >= b for a, b in pairwise(places)):
                flaws.append(f"{partition.lines.key}: its stories are out of order")
            elif not _is_as_stated(partition, places):
                flaws.append(
                    f"{partition.lines.key}: its rows differ from what the manifest states"
                )
            ends = (partition.source, partition.last)
            if not self._has_table(partition, rows):
                flaws.append(f"{partition.table.key}: its rows differ from the lines")
            yield from rows

    def _has_table(self, partition: Partition, rows: list[bytes]) -> bool:
        """Return whether the table of a partition has these rows. Raises SinkError if damaged."""
        if not self._has_pyarrow:
            check(self._sink, partition.table.key, partition.table.sha256)
            return True
        from pyarrow import Table, parquet

        from crawler.dump.parquet import record_batches
        from crawler.dump.schemas.arrow import TYPED

        with scratch() as folder:
            path = folder / "table"
            download(self._sink, partition.table.key, partition.table.sha256, path)
            expected = Table.from_batches(record_batches(rows), TYPED)
            return bool(parquet.ParquetFile(path).read().equals(expected))

    def _deltas(self, latest: Latest, key: str) -> Iterator[str]:
        """Compare the deltas with the runs that they lead to."""
        by_version = {delta.version: delta for delta in latest.deltas}
        runs = runs_between(self._index, None, latest.version)
        steps = [(since.run, named.run) for since, named in pairwise(runs)]
        oldest = runs[0].run
        if [(d.since, d.version) for d in latest.deltas if d.since >= oldest] != steps:
            yield f"{key}: its deltas are not those between the versions"
        if any(delta.since < oldest for delta in latest.deltas):
            self.notes.append(f"{key}: names deltas of versions that were folded")
        for named in runs[1:]:
            if (delta := by_version.get(named.run)) is None:
                continue
            rows = 0
            ready = checked_lines(self._sink, delta.file.key, delta.file.sha256)
            both = zip_longest(changes(self._sink, [named]), ready)
            for rows, (expected, line) in enumerate(both, 1):  # noqa: B007
                if expected is None or expected.line != line:
                    yield f"{delta.file.key}: differs from the records of run {named.run}"
                    break
            else:
                if rows != delta.rows:
                    yield f"{delta.file.key}: {rows} rows, the manifest says {delta.rows}"

    def _erased_rows(self, keys: Iterable[str]) -> Iterator[str]:
        """Yield those of these objects that hold an erased revision."""
        erased = last_erased(every_tombstone(self._sink, self._index))
        for key in keys if erased else ():
            try:
                is_left = any(each.revision <= erased.get(each.id, 0) for each in self._heads(key))
            except (PartError, ValueError) as error:
                yield f"{key} is damaged: {error}"
                continue
            if is_left:
                yield f"{key}: holds an erased story: repeat the erasure"

    def _heads(self, key: str) -> Iterator[_Head]:
        """Yield what the rows of a file are. Raises PartError and ValueError if it is damaged."""
        if key.endswith(LINES):
            yield from map(_heads.decode, lines(key, self._sink.read(key)))
        elif key.endswith(TABLE) and self._has_pyarrow:
            from pyarrow import BufferReader, parquet

            data = BufferReader(b"".join(self._sink.read(key)))
            found = parquet.ParquetFile(data).read(["id", "revision"])
            columns = (found[name].to_pylist() for name in ("id", "revision"))
            yield from map(_Head, *columns)


def _is_as_stated(partition: Partition, places: list[tuple[str, Place]]) -> bool:
    (source, first), (last_source, last) = places[0], places[-1]
    stated = (partition.source, partition.source, partition.first, partition.last, partition.rows)
    return stated == (source, last_source, first, last, len(places))
