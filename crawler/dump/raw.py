"""The raw archive of a dump: WARC files with their CDXJ indexes, as the index names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import unmarked
from crawler.sinks import Sink


@dataclass(frozen=True, slots=True)
class StoredWarc:
    """A WARC file in a dump."""

    key: str
    index: str
    """Key of its index."""

    @property
    def name(self) -> str:
        """Return the name by which records and indexes refer to it."""
        return unmarked(PurePath(self.key).name)


def raw_files(sink: Sink) -> Iterator[StoredWarc]:
    """Yield the WARC files of a dump, oldest run first. Raises SinkError if it is damaged."""
    index = read_pointer(sink).index
    for named in index.raw if index else ():
        for file in read_manifest(sink, named).raw:
            yield StoredWarc(file.key, file.index)
