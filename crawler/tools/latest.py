"""The newest state of a dump and what changed since a version, from its ready files where it has
them and from its parts otherwise."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

import msgspec

from crawler.dump.latest import Latest, Place, StoredDelta, read_latest
from crawler.dump.manifest import Index
from crawler.dump.reader import checked_lines, runs_between
from crawler.sinks import Sink, SinkError
from crawler.tools.deltas import Change, apply, changes, read_change
from crawler.tools.newest_rows import NewestRows, Row
from crawler.tools.scratch import scratch

MOST_DELTAS = 32
"""Deltas that are read at a time; between versions further apart, the parts are read."""


class _Moment(msgspec.Struct, frozen=True):
    date: str | None


class _Head(msgspec.Struct, frozen=True):
    id: str
    source: str
    published: _Moment


_heads = msgspec.json.Decoder(_Head)


def newest_state(sink: Sink, index: Index) -> Iterator[Change]:
    """Yield the last revision of each story that is not deleted, by id. Raises SinkError if the
    dump is damaged."""
    latest = _ready(sink, index)
    if latest is None:
        yield from apply(changes(sink, index.runs))
    else:
        later = runs_between(index, latest.version, None)
        yield from apply(by_id(ready_lines(sink, latest)), changes(sink, later) if later else ())


def changed_since(sink: Sink, index: Index, version: str | None) -> Iterator[Change]:
    """Yield the last revision of each story that changed after a version (null: all), by id. Raises
    SinkError if the dump is damaged, UsageFault if it has no such version."""
    runs = runs_between(index, version, None)
    latest = _ready(sink, index) if version and runs else None
    chain = _chain(latest.deltas, version) if latest and version else []
    if latest is None or not 0 < len(chain) <= MOST_DELTAS:
        yield from changes(sink, runs)
        return
    later = runs_between(index, latest.version, None)
    deltas = [_delta(sink, each) for each in chain]
    every = [*deltas, changes(sink, later)] if later else deltas
    for _, revisions in groupby(heapq.merge(*every, key=_by_id), key=_by_id):
        yield deque(revisions, maxlen=1).pop()


def ready_lines(sink: Sink, latest: Latest) -> Iterator[bytes]:
    """Yield the rows of all shards, by source, day and id. Raises SinkError if one is damaged."""
    for shard in latest.shards:
        yield from checked_lines(sink, shard.lines.key, shard.lines.sha256)


def by_id(lines: Iterable[bytes]) -> Iterator[Change]:
    """Yield stories by id, in little memory. Nothing is yielded before everything is read."""
    with scratch() as folder:
        rows = NewestRows(folder)
        for line in lines:
            rows.add(Row(_change(line).id.encode(), line))
        for newest in rows:
            yield Change(newest.row.key.decode(), False, newest.row.line)


def source_and_place(line: bytes) -> tuple[str, Place]:
    """Return the source of a record and its place among the stories of that."""
    try:
        head = _heads.decode(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"invalid record: {error}") from error
    return head.source, (head.published.date or "", head.id)


def _ready(sink: Sink, index: Index) -> Latest | None:
    """Return the manifest of the ready files, or None if there are none for a version that can be
    read."""
    if index.latest is None or all(named.run != index.latest.version for named in index.runs):
        return None
    return read_latest(sink, index)


def _chain(deltas: Iterable[StoredDelta], version: str) -> list[StoredDelta]:
    """Return the deltas that lead from a version to the newest one, if they do."""
    chain = [each for each in deltas if each.since >= version]
    return chain if chain and chain[0].since == version else []


def _delta(sink: Sink, delta: StoredDelta) -> Iterator[Change]:
    return map(_change, checked_lines(sink, delta.file.key, delta.file.sha256))


def _change(line: bytes) -> Change:
    try:
        return read_change(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"invalid record: {error}") from error


_by_id = attrgetter("id")
