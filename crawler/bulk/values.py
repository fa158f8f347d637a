"""What the coordinator and the workers of a batch exchange."""

import hashlib
import re
from typing import Any, get_origin

import msgspec
from msgspec import Struct

from crawler.archive.values import ArchivePlace, Postponed
from crawler.outcomes.values import ReadPage
from crawler.sinks import SinkError
from crawler.sources import Source


class Job(Struct, frozen=True):
    """What all tasks of a batch have in common, and on which their outcomes depend."""

    code: str
    """Version of the code of the coordinator, which the workers must have, too."""
    sources: dict[str, Source]
    is_limited: bool
    """Whether pages of other sources are passed over."""

    def encode(self) -> bytes:
        """Return the job as bytes, the same for equal jobs."""
        # A list: the first source that a page matches counts.
        return _encoder.encode((self.code, [*self.sources.values()], self.is_limited))

    @property
    def name(self) -> str:
        """Name of the job, by its content."""
        return hashlib.sha256(self.encode()).hexdigest()[:32]


class Task(Struct, frozen=True):
    """One archive to be read."""

    work: str
    """URL of the place where outcomes are created."""
    prefix: str
    """Start of the keys there."""
    archive: ArchivePlace


class Done(Struct, frozen=True):
    """Answer of a task whose outcome is there."""

    name: str
    is_new: bool
    """Whether this task made it; else an earlier one did."""


class Damaged(Struct, frozen=True, tag=True):
    """Something in an archive that could not be read."""

    file: str
    offset: int
    cause: str


class Revisit(Struct, frozen=True, tag=True):
    """A revisit record whose original is not in front of it in the same archive."""

    revisit: Postponed


class End(Struct, frozen=True, tag=True):
    """The last entry of an outcome."""

    skipped: dict[str, int]
    """Reason -> records that hold no page to be read."""


Entry = ReadPage | Damaged | Revisit | End
"""What a task finds in an archive, in order."""


class WorkError(SinkError):
    """The place of the outcomes failed: no task can succeed."""


class MismatchError(Exception):
    """A worker has other code than the coordinator."""


def decode_job(data: bytes) -> Job:
    """Return an encoded job. Raises msgspec.DecodeError."""
    code, sources, is_limited = _jobs.decode(data)
    return Job(code, {source.id: source for source in sources}, is_limited)


def _as_list(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    raise NotImplementedError(type(value))


def _as_pattern(kind: type, value: Any) -> Any:
    if get_origin(kind) is re.Pattern:
        return re.compile(value[0], value[1])
    raise NotImplementedError(kind)


_encoder = msgspec.msgpack.Encoder(enc_hook=_as_list, order="deterministic")
_jobs = msgspec.msgpack.Decoder(tuple[str, list[Source], bool], dec_hook=_as_pattern)
encode_entry = msgspec.msgpack.Encoder().encode
_entries: msgspec.msgpack.Decoder[Entry] = msgspec.msgpack.Decoder(Entry)
decode_entry = _entries.decode
