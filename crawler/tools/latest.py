"""How the stories of a dump stand, or what changed about them: in the order of their ids, in
little memory."""

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
"""Characters of an id."""


class Change(NamedTuple):
    """How a story stands."""

    id: str
    gone: bool
    """Whether it is deleted."""
    line: bytes
    """Its last record, as it lies in the dump; no newline."""


class _Key(Struct, frozen=True):
    id: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{{_ID}}}$")]
    revision: Annotated[int, Meta(ge=1, lt=10**10)]
    op: Literal["add", "modify", "delete"]


_keys = msgspec.json.Decoder(_Key)
_ids = itemgetter(slice(_ID))
_HEAD = len(f"{'':{_ID}} {0:010d} ")


def changes(sink: Sink, runs: Iterable[RunRef]) -> Iterator[Change]:
    """The last revision of each story that these runs hold, by id.

    Of all runs up to a version that is how the stories stood then; of those between two versions,
    what changed from one to the other. Nothing is given before all is read and checked. Raises
    SinkError where the dump is damaged or the folder for temporary files is full.
    """
    with scratch() as folder:
        sorter = Sorter(folder)
        for _, part, line in rows_of(sink, runs, "records"):
            sorter.add(_sortable(part.key, line))
        for _, revisions in groupby(sorter, key=_ids):
            yield read_change(deque(revisions, maxlen=1).pop()[_HEAD:])


def read_change(line: bytes) -> Change:
    """A record's line as a change; raises msgspec.DecodeError where it is no record."""
    key = _keys.decode(line)
    return Change(key.id, key.op == "delete", line)


def apply(state: Iterable[Change], *deltas: Iterable[Change]) -> Iterator[Change]:
    """The stories of a state after some deltas, oldest first; all are in the order of their ids.

    A story that a delta deletes is gone, whether it was there or not.
    """
    by_id = attrgetter("id")
    for _, revisions in groupby(heapq.merge(state, *deltas, key=by_id), key=by_id):
        last = deque(revisions, maxlen=1).pop()
        if not last.gone:
            yield last


def _sortable(part: str, line: bytes) -> bytes:
    """A line behind its id and revision, so that the order of bytes is that of these."""
    try:
        key = _keys.decode(line)
    except msgspec.DecodeError as error:
        raise SinkError(f"{part}: a row is no record: {error}") from error
    return f"{key.id} {key.revision:010d} ".encode() + line
