"""What workers deliver to the settler: one entry per story that was requested, and per shard."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
import zstandard
from msgspec import Struct

from crawler.archive.exchange import Exchange
from crawler.base.fault_kinds import FaultKind
from crawler.cluster.accounts import SourceFigures
from crawler.dump.observed import HostTraffic
from crawler.ledger import Visit
from crawler.model import Fetch, Page
from crawler.outcomes.values import ReadPage


class Read(Struct, frozen=True, tag=True):
    """A story's page that was fetched and read."""

    page: ReadPage
    visit: Visit | None = None
    """Its earlier visit, which the settler's ledger may not have."""
    exchange: Exchange | None = None
    """The answer as it came (WIRE_RAW)."""


class Confirmed(Struct, frozen=True, tag=True):
    """A story's page that has not changed (HTTP 304)."""

    fetch: Fetch
    visit: Visit | None = None


class Failed(Struct, frozen=True, tag=True):
    """A story that could not be fetched."""

    page: Page
    kind: FaultKind
    reason: str
    visit: Visit | None = None


class Answered(Struct, frozen=True, tag=True):
    """An answer that is no page of a story, as it came (WIRE_RAW)."""

    source: str
    """One of the shard."""
    exchange: Exchange


class ShardEnd(Struct, frozen=True, tag=True):
    """The end of a shard; always its last entry."""

    shard: str
    worker: str
    sources: Mapping[str, SourceFigures]
    broken: int = 0
    """Responses on which the spider raised an exception."""
    hosts: Mapping[str, HostTraffic] = {}
    """Requests of this worker to the hosts of the shard."""


Story = Read | Confirmed | Failed
Entry = Read | Confirmed | Failed | Answered | ShardEnd

_encode = msgspec.msgpack.Encoder().encode
_decode: msgspec.msgpack.Decoder[Entry] = msgspec.msgpack.Decoder(Entry)
_packer = zstandard.ZstdCompressor(level=3)
_unpacker = zstandard.ZstdDecompressor()


def encode_entry(entry: Entry) -> bytes:
    """Return an entry as bytes."""
    return _packer.compress(_encode(entry))


def decode_entry(data: bytes) -> Entry:
    """Return the entry in bytes; raises msgspec.ValidationError for those of another version."""
    return _decode.decode(_unpacker.decompress(data))


def plain(exchange: Exchange) -> Exchange:
    """Return an exchange that can be encoded."""
    return replace(exchange, fields=dict(exchange.fields))


def fetch_of(entry: Story) -> Fetch:
    """Return the response, or failed request, that an entry is about."""
    match entry:
        case Read(page=page):
            return page.outcome.fetch
        case Confirmed(fetch=fetch):
            return fetch
        case Failed(page=failed):
            return failed.fetch


def story_url(fetch: Fetch) -> str:
    """Return the URL under which a story was discovered."""
    return fetch.requested_url or fetch.url
