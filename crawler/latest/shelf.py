"""The partitions of a state by source and place, and which of them hold a story."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from crawler.dump.latest import Partition, Place
from crawler.dump.reader import download
from crawler.latest.arrivals import Arrival
from crawler.sinks import Sink


class Shelf:
    """Partitions in order."""

    def __init__(self, sink: Sink, partitions: Iterable[Partition], folder: Path) -> None:
        """`folder` is for temporary files."""
        self._sink = sink
        self._folder = folder
        self._partitions: defaultdict[str, list[Partition]] = defaultdict(list)
        for partition in partitions:
            self._partitions[partition.source].append(partition)
        self._firsts = {
            source: [partition.first for partition in partitions]
            for source, partitions in self._partitions.items()
        }

    def rows(self, source: str) -> int:
        """Return the number of a source's stories."""
        return sum(partition.rows for partition in self._partitions.get(source, ()))

    def partition_for(self, source: str, place: Place) -> Partition | None:
        """Return the partition that a story belongs into; None if the source has none yet."""
        if not (firsts := self._firsts.get(source)):
            return None
        return self._partitions[source][max(bisect(firsts, place) - 1, 0)]

    def by_partition(
        self, arrivals: Iterable[Arrival]
    ) -> "Iterator[tuple[Partition | None, Iterator[Arrival]]]":
        """Yield the arrivals of each partition; those of a new source have none."""
        keyed = ((self.partition_for(each.source, each.place), each) for each in arrivals)
        for (_, partition), group in groupby(keyed, key=lambda pair: (pair[1].source, pair[0])):
            yield partition, (each for _, each in group)

    def holders(self, arrivals: Iterable[Arrival]) -> dict[Partition, set[str]]:
        """Return the partitions that hold earlier revisions of these stories, with their ids.

        A story is mostly where it belongs now. One whose day or source has changed, or that is
        deleted without a day, is searched for: first near that place.
        """
        found: dict[Partition, set[str]] = {}
        missing: dict[str, Arrival] = {}
        for partition, group in self.by_partition(arrivals):
            wanted = {each.place[1]: each for each in group if each.may_exist}
            held = self._ids(partition) & wanted.keys() if partition and wanted else set()
            if partition and held:
                found[partition] = held
            missing.update((story, wanted[story]) for story in wanted.keys() - held)
        for partition in self._near(missing.values()):
            if not missing:
                break
            if held := self._ids(partition) & missing.keys():
                found.setdefault(partition, set()).update(held)
                for story in held:
                    del missing[story]
        return found

    def _near(self, arrivals: Iterable[Arrival]) -> list[Partition]:
        """Return all partitions, those of the arrivals' sources first, nearest first."""
        centres = {each.source: each.place for each in arrivals}
        ranked = []
        for source, partitions in self._partitions.items():
            centre = bisect(self._firsts[source], centres.get(source, ("", ""))) - 1
            is_other = source not in centres
            ranked += [
                (is_other, abs(n - centre), partition) for n, partition in enumerate(partitions)
            ]
        return [partition for *_, partition in sorted(ranked, key=lambda each: each[:2])]

    def _ids(self, partition: Partition) -> set[str]:
        """Return the ids in a partition: only that column is decoded."""
        from pyarrow import parquet  # takes half a second to import

        path = self._folder / "ids"
        download(self._sink, partition.table.key, partition.table.sha256, path)
        ids: list[str] = parquet.ParquetFile(path).read(["id"])["id"].to_pylist()
        path.unlink()
        return set(ids)
