"""What a crawl archives: a request with its answer."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from msgspec import Struct

WarcCompression = Literal["gzip", "zstd"]
SUFFIX: dict[WarcCompression, str] = {"gzip": ".warc.gz", "zstd": ".warc.zst"}
LEAST_REVISIT = 1024
"""Bytes of a payload below which a revisit record would save nothing."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, as they were on the wire."""

    url: str
    fetched_at: datetime
    request: bytes
    response: bytes
    protocols: tuple[str, ...] = ("http/1.1",)
    """`WARC-Protocol`, one header each."""
    ip: str | None = None
    is_truncated: bool = False
    """Whether no more of the answer was wanted."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """For the metadata record; written if there are any."""


class Original(Struct, frozen=True):
    """An archived response that later ones can refer to."""

    record_id: str
    url: str
    date: str


def payload_digest(response: bytes) -> str | None:
    """Return the digest of a response's body as it was sent; None if it is too short to be worth a
    revisit."""
    head, parted, body = response.partition(b"\r\n\r\n")
    return digest_of(body) if parted and head and len(body) >= LEAST_REVISIT else None


def digest_of(data: bytes) -> str:
    """Return the SHA-1 of a payload as WARC writes it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()}"
