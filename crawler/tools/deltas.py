"""Computation of deltas (the last revision of each story between two versions, by id) and their
application to a state, in little memory."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from crawler.dump.manifest import RunRef
from crawler.dump.reader import rows_of
from crawler.sinks import Sink, SinkError
from crawler.tools.scratch import scratch
from crawler.tools.sorting import Sorter

_ID = 32
"""Length of an id."""


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
    id: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{{_ID}}}$")]
    revision: Annotated[int, Meta(ge=1, lt=10**10)]
    op: Literal["add", "modify", "delete"]


_keys = msgspec.json.Decoder(_Key)
_ids = itemgetter(slice(_ID))
_HEAD = len(f"{'':{_ID}} {0:010d} ")


def changes(sink: Sink, runs: Iterable[RunRef]) -> Iterator[Change]:
    """Yield the last revision of each story in these runs, by id.

    For all runs up to a version, that is the state of the stories at that version; for the runs
    between two versions, the changes from one to the other. Nothing is yielded before everything is
    read and checked. Raises SinkError if the dump is damaged or the temporary folder is full.
    """
    for revisions in _by_story(sink, runs):
        yield read_change(deque(revisions, maxlen=1).pop()[_HEAD:])


def spans(sink: Sink, runs: Iterable[RunRef]) -> Iterator[Span]:
    """Yield what these runs did to each story, by id, like `changes`."""
    for revisions in _by_story(sink, runs):
        first = next(revisions)[_HEAD:]
        later = deque(revisions, maxlen=1)
        last = later.pop()[_HEAD:] if later else first
        key = _keys.decode(first)
        yield Span(key.op == "add" or key.revision == 1, read_change(last))


def _by_story(sink: Sink, runs: Iterable[RunRef]) -> Iterator[Iterator[bytes]]:
    """Yield the revisions of each story, oldest first, as sortable lines."""
    with scratch() as folder:
        sorter = Sorter(folder)
        for _, part, line in rows_of(sink, runs, "records"):
            sorter.add(_sortable(part.key, line))
        for _, revisions in groupby(sorter, key=_ids):
            yield revisions


def read_change(line: bytes) -> Change:
    """Parse a record's line; raise msgspec.DecodeError if it is invalid."""
    key = _keys.decode(line)
    return Change(key.id, key.op == "delete", line)


def apply(state: Iterable[Change], *deltas: Iterable[Change]) -> Iterator[Change]:
    """Yield the stories of a state after applying deltas, oldest first; all inputs are sorted by
    id.

    A story deleted by a delta is dropped, whether it existed or not.
    """
    by_id = attrgetter("id")
    for _, revisions in groupby(heapq.merge(state, *deltas, key=by_id), key=by_id):
        last = deque(revisions, maxlen=1).pop()
        if not last.gone:
            yield last


def _sortable(part: str, line: bytes) -> bytes:
    """Return a line prefixed with its id and revision, so that sorting bytes sorts by these."""
    try:
        key = _keys.decode(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"{part}: invalid record: {error}") from error
    return f"{key.id} {key.revision:010d} ".encode() + line
