"""The journal of a round: all that was delivered, in the dump's store, until it is published.

It is what makes the settler replaceable: whoever takes over reads it and is where the last one was,
on any machine. Segments are numbered and created only once, so of two settlers that both believe
to be the one, one fails to append, and knows.
"""

from collections.abc import Iterator

import msgspec
import zstandard

from crawler.cluster.stream import Message
from crawler.sinks import ConflictError, Sink

PREFIX = "rounds/"
"""Key prefix in the dump. No reader looks there."""
_MARK = "open"


class OvertakenError(Exception):
    """Another settler has appended a segment."""


class Journal:
    """The segments of one round."""

    def __init__(self, sink: Sink, round_id: str) -> None:
        self._sink = sink
        self._prefix = f"{PREFIX}{round_id}/"
        self._number = 0
        self.last = ""
        """Id of the last entry."""

    def read(self) -> Iterator[list[Message]]:
        """Yield all segments, oldest first; the next one is appended after them."""
        for key in self._sink.list(self._prefix):
            if key.endswith(_MARK):
                continue
            packed = b"".join(self._sink.read(key))
            messages = _decode(zstandard.ZstdDecompressor().decompress(packed))
            self._number += 1
            self.last = messages[-1][0]
            yield messages

    def append(self, messages: list[Message]) -> None:
        """Create the next segment. Raises OvertakenError if another settler has done so, SinkError
        if the dump is not writable."""
        packed = zstandard.ZstdCompressor(level=1).compress(_encode(messages))
        key = f"{self._prefix}{self._number + 1:08d}"
        try:
            self._sink.replace(key, packed, None)
        except ConflictError:
            raise OvertakenError(key) from None
        self._number += 1
        self.last = messages[-1][0]


def mark_round(sink: Sink, round_id: str) -> None:
    """Mark a round in its dump before it is opened. Raises SinkError."""
    sink.replace(f"{PREFIX}{round_id}/{_MARK}", b"", None)


def is_marked(sink: Sink, round_id: str) -> bool:
    """Return whether a dump is the one of a round: every machine must reach the same."""
    return sink.get(f"{PREFIX}{round_id}/{_MARK}") is not None


def delete_rounds(sink: Sink, besides: str = "") -> None:
    """Delete the journals of rounds that are over. Raises SinkError."""
    keep = f"{PREFIX}{besides}/" if besides else None
    for key in [*sink.list(PREFIX)]:
        if keep is None or not key.startswith(keep):
            sink.delete(key)


def is_after(entry: str, last: str) -> bool:
    """Return whether an id in a stream is later than another one; `last` may be empty.

    >>> is_after("1000-2", "1000-1"), is_after("999-9", "1000-0"), is_after("1-0", "")
    (True, False, True)
    """
    return not last or _order(entry) > _order(last)


def _order(entry: str) -> tuple[int, int]:
    time, _, number = entry.partition("-")
    return int(time), int(number)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Message]).decode
