"""The newest state of a dump and what changed since a version, from its ready files where it has
them and from its parts otherwise."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from crawler.dump.latest import Latest, Place, StoredDelta, StoredFile, read_latest
from crawler.dump.manifest import Index
from crawler.dump.reader import checked_lines, runs_between
from crawler.sinks import Sink, SinkError
from crawler.tools.deltas import Change, apply, changes, combined, read_change
from crawler.tools.newest_rows import ID, NewestRows, Row
from crawler.tools.scratch import scratch


class _Moment(msgspec.Struct, frozen=True):
    date: str | None


class _Head(msgspec.Struct, frozen=True):
    id: str
    source: str
    published: _Moment


_heads = msgspec.json.Decoder(_Head)


def newest_state(sink: Sink, index: Index) -> Iterator[Change]:
    """Yield the last revision of each story that is not deleted, by id. Nothing is yielded before
    everything is read and checked. Raises SinkError if the dump is damaged."""
    latest = _ready(sink, index)
    partitions = [partition.lines for partition in latest.partitions] if latest else []
    with scratch() as folder:
        ready = _sorted(sink, partitions, folder) if latest else None
        if latest is None or ready is None:
            yield from apply(changes(sink, index.runs))
            return
        later = runs_between(index, latest.version, None)
        yield from apply(ready, changes(sink, later)) if later else ready


def changed_since(sink: Sink, index: Index, version: str | None) -> Iterator[Change]:
    """Yield the last revision of each story that changed after a version (null: all), by id, like
    `newest_state`. Raises UsageFault if the dump has no such version."""
    runs = runs_between(index, version, None)
    latest = _ready(sink, index) if version and runs else None
    chain = _chain(latest.deltas, version) if latest and version else []
    with scratch() as folder:
        ready = _sorted(sink, [delta.file for delta in chain], folder) if chain else None
        if latest is None or ready is None:
            yield from changes(sink, runs)
            return
        later = runs_between(index, latest.version, None)
        yield from combined(ready, changes(sink, later)) if later else ready


def lines_of(sink: Sink, file: StoredFile) -> Iterator[bytes]:
    """Yield the rows of a file. Raises SinkError if it is missing or damaged."""
    return checked_lines(sink, file.key, file.sha256)


def by_id(files: Iterable[Iterable[bytes]], folder: Path) -> Iterator[Change]:
    """Return the last row of each story in these files, by id, in little memory, once all are read.
    `folder` is an empty folder for temporary files."""
    rows = NewestRows(folder)
    for number, lines in enumerate(files):
        for line in lines:
            change = _change(line)
            rows.add(Row(f"{change.id} {number:010d} {change.gone:d}".encode(), line))
    return (
        Change(newest.row.key[:ID].decode(), newest.row.key.endswith(b"1"), newest.row.line)
        for newest in rows
    )


def source_and_place(line: bytes) -> tuple[str, Place]:
    """Return the source of a record and its place among the stories of that."""
    try:
        head = _heads.decode(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"invalid record: {error}") from error
    return head.source, (head.published.date or "", head.id)


def _ready(sink: Sink, index: Index) -> Latest | None:
    """Return the manifest of the ready files, or None if there are none for a version that can be
    read, or no longer: the index may have been read long ago."""
    if index.latest is None or all(named.run != index.latest.version for named in index.runs):
        return None
    if sink.size(index.latest.manifest) is None:
        return None
    return read_latest(sink, index)


def _sorted(sink: Sink, files: list[StoredFile], folder: Path) -> Iterator[Change] | None:
    """Return the last row of each story in these files, by id, or None if one of them was replaced
    and deleted meanwhile."""
    try:
        return by_id((lines_of(sink, file) for file in files), folder)
    except SinkError:
        if any(sink.size(file.key) is None for file in files):
            return None
        raise


def _chain(deltas: Iterable[StoredDelta], version: str) -> list[StoredDelta]:
    """Return the deltas that lead from a version to the newest one, if they do."""
    chain = [each for each in deltas if each.since >= version]
    return chain if chain and chain[0].since == version else []


def _change(line: bytes) -> Change:
    try:
        return read_change(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"invalid record: {error}") from error
