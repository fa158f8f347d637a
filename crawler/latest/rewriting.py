"""Partitions written again: without the earlier revisions of what has changed, and with its last
ones."""

from collections.abc import Iterable, Iterator, Mapping, Set
from heapq import merge
from operator import itemgetter

from crawler.dump.latest import Partition, Place
from crawler.dump.reader import checked_lines
from crawler.latest.arrivals import Arrival
from crawler.latest.files import PartitionFiles
from crawler.latest.shelf import Shelf
from crawler.latest.writing import PartitionWriter, partition_rows
from crawler.sinks import Sink
from crawler.tools.latest import source_and_place

Holders = Mapping[Partition, Set[str]]
"""Partition -> ids of the stories that it holds no longer, or in another revision."""


class Rewriter:
    """Writes partitions in place of others."""

    def __init__(
        self, sink: Sink, shelf: Shelf, new: Mapping[str, int], files: PartitionFiles
    ) -> None:
        """`new` has the number of arrivals by source."""
        self.replaced: set[Partition] = set()
        self._sink = sink
        self._shelf = shelf
        self._new = new
        self._files = files

    def rewrite(self, arrivals: Iterable[Arrival], holders: Holders) -> None:
        """Write partitions in place of those that stories arrive in, or only leave. Raises
        SinkError."""
        for partition, group in self._shelf.by_partition(arrivals):
            present = (each for each in group if not each.is_gone)
            first = next(present, None)
            if first:
                self._write(first.source, partition, holders, _with_first(first, present))
        for partition in holders:
            if partition not in self.replaced:
                self._write(partition.source, partition, holders, ())

    def _write(
        self, source: str, old: Partition | None, holders: Holders, added: Iterable[Arrival]
    ) -> None:
        most = partition_rows(self._shelf.rows(source) + self._new.get(source, 0))
        writer = PartitionWriter(self._files, source, most)
        arriving = ((each.place, each.line) for each in added)
        staying = self._rows(old, holders.get(old, frozenset())) if old else ()
        for place, line in merge(staying, arriving, key=itemgetter(0)):
            writer.add(place, line)
        writer.close()
        if old:
            self.replaced.add(old)

    def _rows(self, partition: Partition, without: Set[str]) -> Iterator[tuple[Place, bytes]]:
        for line in checked_lines(self._sink, partition.lines.key, partition.lines.sha256):
            _, place = source_and_place(line)
            if place[1] not in without:
                yield place, line


def _with_first(first: Arrival, others: Iterable[Arrival]) -> Iterator[Arrival]:
    yield first
    yield from others
