"""Messages between the crawl and its workers: msgpack with a four-byte length prefix."""

import struct

import msgspec
from msgspec import Struct

from crawler.base.fault_kinds import FaultKind
from crawler.model import Outcome, Page

LENGTH = struct.Struct(">I")


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

decode_page = msgspec.msgpack.Decoder(Page).decode
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
decode_answer = _answers.decode


def frame(value: Page | Answer) -> bytes:
    """Return a message with its length prefix."""
    packed = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(packed)) + packed
