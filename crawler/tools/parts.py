"""The parts that the index of a dump names, with their absolute URLs."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

import msgspec

from crawler.dump.index import read_manifest
from crawler.dump.keys import PartKind, may_hold, part_place
from crawler.dump.latest import Latest
from crawler.dump.manifest import Part, RunRef
from crawler.dump.reader import checked_lines
from crawler.sinks import Sink, SinkError


class PartFilter(msgspec.Struct, frozen=True):
    """Which parts are wanted."""

    kind: PartKind = "records"
    source: str | None = None
    day: str | None = None
    """Start of the fetch date, UTC; parts that may hold such rows are wanted."""


class ListedPart(msgspec.Struct, frozen=True):
    """One part, and where it is."""

    kind: PartKind
    source: str
    day: str
    run: str
    url: str
    """`file:///…` or `s3://…`, without an endpoint."""
    rows: int
    bytes: int
    sha256: str

    @property
    def location(self) -> str:
        """Return the path of a file, the URL of any other object."""
        return _location(self.url)


def find_parts(sink: Sink, runs: Iterable[RunRef], wanted: PartFilter) -> Iterator[ListedPart]:
    """Yield the wanted parts of these runs, in their order. Raises SinkError for a missing or
    damaged manifest."""
    root = _root(sink)
    for run, day, part in _wanted_parts(sink, runs, wanted):
        yield ListedPart(
            *(part.kind, part.source, day, run, f"{root}/{part.key}"),
            *(part.rows, part.bytes, part.sha256),
        )


class ListedPartition(msgspec.Struct, frozen=True):
    """One file of the newest state, and where it is."""

    source: str
    first_day: str | None
    """Day of publication of its first story; null if that is undated."""
    last_day: str | None
    url: str
    rows: int
    bytes: int
    sha256: str

    @property
    def location(self) -> str:
        """Return the path of a file, the URL of any other object."""
        return _location(self.url)


def find_partitions(
    sink: Sink, latest: Latest, source: str | None, *, lines: bool
) -> Iterator[ListedPartition]:
    """Yield the files of the newest state, of one source or all: as JSON lines, or as Parquet."""
    root = _root(sink)
    for partition in latest.partitions:
        if source in (None, partition.source):
            file = partition.lines if lines else partition.table
            yield ListedPartition(
                *(partition.source, partition.first_day, partition.last_day, f"{root}/{file.key}"),
                *(partition.rows, file.bytes, file.sha256),
            )


def _root(sink: Sink) -> str:
    return sink.url.partition("?")[0].rstrip("/")


def _location(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path) if parts.scheme == "file" else url


def rows_in_parts(sink: Sink, runs: Iterable[RunRef], wanted: PartFilter) -> Iterator[bytes]:
    """Yield the wanted rows, in the order of their parts. Raises SinkError for missing or damaged
    data, at the latest after the last row of a part."""
    for _, _, part in _wanted_parts(sink, runs, wanted):
        for line in checked_lines(sink, part.key, part.sha256):
            if wanted.day is None or _day(part, line).startswith(wanted.day):
                yield line


class _Fetched(msgspec.Struct, frozen=True):
    fetched_at: str


_fetched = msgspec.json.Decoder(_Fetched)


def _day(part: Part, line: bytes) -> str:
    """Return when a row was fetched: parts that were put together hold several days."""
    try:
        return _fetched.decode(line).fetched_at
    except msgspec.DecodeError as error:
        raise SinkError(f"{part.key}: invalid row: {error}") from error


def _wanted_parts(
    sink: Sink, runs: Iterable[RunRef], wanted: PartFilter
) -> Iterator[tuple[str, str, Part]]:
    """Yield run, day and part."""
    for named in runs:
        for part in read_manifest(sink, named).parts:
            place = part_place(part.key)
            if place and _is_wanted(part, wanted):
                yield named.run, place.day, part


def _is_wanted(part: Part, wanted: PartFilter) -> bool:
    return (
        part.kind == wanted.kind
        and wanted.source in (None, part.source)
        and may_hold(part.key, wanted.day or "")
    )
