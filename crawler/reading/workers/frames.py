"""What goes between a crawl and its readers: msgpack, behind its length in four bytes."""

import struct

import msgspec
from msgspec import Struct

from crawler.model import Outcome, Page

LENGTH = struct.Struct(">I")


class Done(Struct, frozen=True, tag=True):
    """A page was read. Its bytes are not sent back."""

    outcome: Outcome


class Refused(Struct, frozen=True, tag=True):
    """A page cannot be read: the parts of a `Fault`."""

    kind: str
    reason: str


class Broken(Struct, frozen=True, tag=True):
    """Our own code broke on a page."""

    cause: str
    traceback: str


Answer = Done | Refused | Broken

decode_page = msgspec.msgpack.Decoder(Page).decode
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
decode_answer = _answers.decode


def frame(value: Page | Answer) -> bytes:
    """A value with its length before it."""
    packed = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(packed)) + packed
