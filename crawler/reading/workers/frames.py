"""Messages between the crawl and its workers: msgpack with a four-byte length prefix.

A message holds several pages, or as many answers in the same order.
"""

import struct
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from crawler.base.fault_kinds import FaultKind
from crawler.model import Outcome, Page

LENGTH = struct.Struct(">I")
FORK = 0
"""Length of the message that asks a worker to fork. A byte with the socket of the copy follows; the
answer is the process id, or 0 if there is no copy."""


class Done(Struct, frozen=True, tag=True):
    """Answer for a page that was read."""

    outcome: Outcome


class Refused(Struct, frozen=True, tag=True):
    """Answer for a page that cannot be read: kind and reason of the `Fault`."""

    kind: FaultKind
    reason: str


class Broken(Struct, frozen=True, tag=True):
    """Answer for a page on which our code raised an exception."""

    cause: str
    traceback: str


Answer = Done | Refused | Broken

decode_pages = msgspec.msgpack.Decoder(list[Page]).decode
_answers: msgspec.msgpack.Decoder[list[Answer]] = msgspec.msgpack.Decoder(list[Answer])
decode_answers = _answers.decode
encode_answer = msgspec.msgpack.Encoder().encode
_encode_into = msgspec.msgpack.Encoder().encode_into


def frame(values: Sequence[Page] | Sequence[msgspec.Raw]) -> bytearray:
    """Return a message of pages or encoded answers, with its length prefix."""
    framed = bytearray(LENGTH.size)
    _encode_into(values, framed, LENGTH.size)
    LENGTH.pack_into(framed, 0, len(framed) - LENGTH.size)
    return framed
