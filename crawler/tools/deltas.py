"""Computation of deltas (the last revision of each story between two versions, by id) and their
application to a state, in little memory."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from crawler.dump.manifest import RunRef
from crawler.dump.reader import rows_of
from crawler.sinks import Sink, SinkError
from crawler.tools.newest_rows import CHUNK, ID, Newest, NewestRows, Row
from crawler.tools.scratch import scratch


class Change(NamedTuple):
    """Latest state of a story."""

    id: str
    gone: bool
    """Whether it is deleted."""
    line: bytes
    """Its last record, byte for byte as in the dump; no newline."""


class Span(NamedTuple):
    """What runs did to a story."""

    is_new: bool
    """Whether it was certainly not among the stories before."""
    last: Change


class _Key(Struct, frozen=True):
    id: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{{ID}}}$")]
    revision: Annotated[int, Meta(ge=1, lt=10**10)]
    op: Literal["add", "modify", "delete"]


_SMALL_CHUNK = 16 << 10
"""For a crawl at its end: 4 MB in all, as the rows of a run are mostly few."""
_keys = msgspec.json.Decoder(_Key)
_FIRST, _ADD, _GONE = b" 0000000001 ", b" add", b" delete"
"""Parts of keys by which rows are sorted."""


def changes(sink: Sink, runs: Iterable[RunRef]) -> Iterator[Change]:
    """Yield the last revision of each story in these runs, by id.

    For all runs up to a version, that is the state of the stories at that version; for the runs
    between two versions, the changes from one to the other. Nothing is yielded before everything is
    read and checked. Raises SinkError if the dump is damaged or the temporary folder is full.
    """
    for newest in _by_story(sink, runs):
        yield _change(newest.row)


def spans(sink: Sink, runs: Iterable[RunRef]) -> Iterator[Span]:
    """Yield what these runs did to each story, by id, like `changes`."""
    for newest in _by_story(sink, runs, _SMALL_CHUNK):
        is_new = _FIRST in newest.first or newest.first.endswith(_ADD)
        yield Span(is_new, _change(newest.row))


def _by_story(sink: Sink, runs: Iterable[RunRef], chunk: int = CHUNK) -> Iterator[Newest]:
    with scratch() as folder:
        rows = NewestRows(folder, chunk)
        for _, part, line in rows_of(sink, runs, "records"):
            rows.add(Row(_sort_key(part.key, line), line))
        yield from rows


def _change(row: Row) -> Change:
    return Change(row.key[:ID].decode(), row.key.endswith(_GONE), row.line)


def read_change(line: bytes) -> Change:
    """Parse a record's line; raise msgspec.DecodeError if it is invalid."""
    key = _keys.decode(line)
    return Change(key.id, key.op == "delete", line)


def apply(state: Iterable[Change], *deltas: Iterable[Change]) -> Iterator[Change]:
    """Yield the stories of a state after applying deltas, oldest first; all inputs are sorted by
    id.

    A story deleted by a delta is dropped, whether it existed or not.
    """
    for last in combined(state, *deltas) if deltas else state:
        if not last.gone:
            yield last


def combined(*states: Iterable[Change]) -> Iterator[Change]:
    """Yield the last change of each story, of the last of these that has one; all are sorted by
    id."""
    by_id = attrgetter("id")
    for _, revisions in groupby(heapq.merge(*states, key=by_id), key=by_id):
        yield deque(revisions, maxlen=1).pop()


def _sort_key(part: str, line: bytes) -> bytes:
    """Return a line's id, revision and operation, so that its bytes sort by these."""
    try:
        key = _keys.decode(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"{part}: invalid record: {error}") from error
    return f"{key.id} {key.revision:010d} {key.op}".encode()
