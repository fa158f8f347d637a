"""The shards of a state by source and place, and which of them hold a story."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from crawler.dump.latest import Place, Shard
from crawler.dump.reader import download
from crawler.latest.arrivals import Arrival
from crawler.sinks import Sink


class Shelf:
    """Shards in order."""

    def __init__(self, sink: Sink, shards: Iterable[Shard], folder: Path) -> None:
        """`folder` is for temporary files."""
        self._sink = sink
        self._folder = folder
        self._shards: defaultdict[str, list[Shard]] = defaultdict(list)
        for shard in shards:
            self._shards[shard.source].append(shard)
        self._firsts = {
            source: [shard.first for shard in shards] for source, shards in self._shards.items()
        }

    def rows(self, source: str) -> int:
        """Return the number of a source's stories."""
        return sum(shard.rows for shard in self._shards.get(source, ()))

    def shard_for(self, source: str, place: Place) -> Shard | None:
        """Return the shard that a story belongs into; None if the source has none yet."""
        if not (firsts := self._firsts.get(source)):
            return None
        return self._shards[source][max(bisect(firsts, place) - 1, 0)]

    def by_shard(
        self, arrivals: Iterable[Arrival]
    ) -> "Iterator[tuple[Shard | None, Iterator[Arrival]]]":
        """Yield the arrivals of each shard; those of a new source have none."""
        keyed = ((self.shard_for(each.source, each.place), each) for each in arrivals)
        for (_, shard), group in groupby(keyed, key=lambda pair: (pair[1].source, pair[0])):
            yield shard, (each for _, each in group)

    def holders(self, arrivals: Iterable[Arrival]) -> dict[Shard, set[str]]:
        """Return the shards that hold earlier revisions of these stories, with their ids.

        A story is mostly where it belongs now. One whose day or source has changed, or that is
        deleted without a day, is searched for: first near that place.
        """
        found: dict[Shard, set[str]] = {}
        missing: dict[str, Arrival] = {}
        for shard, group in self.by_shard(arrivals):
            wanted = {each.place[1]: each for each in group if each.may_exist}
            held = self._ids(shard) & wanted.keys() if shard and wanted else set()
            if shard and held:
                found[shard] = held
            missing.update((story, wanted[story]) for story in wanted.keys() - held)
        for shard in self._near(missing.values()):
            if not missing:
                break
            if held := self._ids(shard) & missing.keys():
                found.setdefault(shard, set()).update(held)
                for story in held:
                    del missing[story]
        return found

    def _near(self, arrivals: Iterable[Arrival]) -> list[Shard]:
        """Return all shards, those of the arrivals' sources first, nearest first."""
        centres = {each.source: each.place for each in arrivals}
        ranked = []
        for source, shards in self._shards.items():
            centre = bisect(self._firsts[source], centres.get(source, ("", ""))) - 1
            is_other = source not in centres
            ranked += [(is_other, abs(n - centre), shard) for n, shard in enumerate(shards)]
        return [shard for *_, shard in sorted(ranked, key=lambda each: each[:2])]

    def _ids(self, shard: Shard) -> set[str]:
        """Return the ids in a shard: only that column is decoded."""
        from pyarrow import parquet  # takes half a second to import

        path = self._folder / "ids"
        download(self._sink, shard.table.key, shard.table.sha256, path)
        ids: list[str] = parquet.ParquetFile(path).read(["id"])["id"].to_pylist()
        path.unlink()
        return set(ids)
