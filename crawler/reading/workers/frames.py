"""Messages between the crawl and its workers: msgpack with a four-byte length prefix.

A message holds several pages, or as many answers in the same order.
"""

import struct
from traceback import format_exc
from typing import Any, Self

import msgspec
from msgspec import Struct

from crawler.base.fault_kinds import FaultKind
from crawler.model import Outcome, Page

LENGTH = struct.Struct(">I")
FORK = 0
"""Length of the message that asks a worker to fork. A byte with the socket of the copy follows; the
answer is the process id, or 0 if there is no copy."""


LISTING = 1
"""Length of a message that announces a listing, which is the next message (`listings.py`)."""


class Done(Struct, frozen=True, tag=True):
    """Answer for a page that was read."""

    outcome: Outcome


class Refused(Struct, frozen=True, tag=True):
    """Answer for a page or listing that cannot be read: kind and reason of the `Fault`."""

    kind: FaultKind
    reason: str


class Broken(Struct, frozen=True, tag=True):
    """Answer for a page or listing on which our code raised an exception."""

    cause: str
    traceback: str

    @classmethod
    def by(cls, error: Exception) -> Self:
        """Return the answer for the exception that is being handled."""
        texts = (f"{type(error).__name__}: {error}", format_exc())
        # The page may have put lone surrogates into the message, which UTF-8 cannot encode.
        return cls(*(text.encode(errors="backslashreplace").decode() for text in texts))


Answer = Done | Refused | Broken

decode_pages = msgspec.msgpack.Decoder(list[Page]).decode
_answers: msgspec.msgpack.Decoder[list[Answer]] = msgspec.msgpack.Decoder(list[Answer])
decode_answers = _answers.decode
encode_answer = msgspec.msgpack.Encoder().encode
_encode_into = msgspec.msgpack.Encoder().encode_into


def frame(values: Any) -> bytearray:
    """Return a message of pages, encoded answers, a listing or a part of one, with its length."""
    framed = bytearray(LENGTH.size)
    _encode_into(values, framed, LENGTH.size)
    LENGTH.pack_into(framed, 0, len(framed) - LENGTH.size)
    return framed
