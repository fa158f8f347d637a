"""Read a listing in a worker: 50,000 addresses would hold up the crawl for seconds."""

import signal
import socket
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from crawler.base.faults import Fault
from crawler.discover.parts import Links, ListingPart, Opening, read_parts
from crawler.reading.workers.frames import Broken, Refused, frame
from crawler.sources.encoded import decode_source


class Listing(Struct, frozen=True):
    """A listing to be read."""

    body: bytes
    url: str
    content_type: str | None
    """The HTTP header."""
    source: bytes
    """Its source, encoded."""


class Ended(Struct, frozen=True, tag=True):
    """Last answer for a listing, after its parts."""


PartAnswer = Opening | Links | Ended | Refused | Broken
"""One of the messages that answer a listing; the last is one of the last three."""

_decode_listing = msgspec.msgpack.Decoder(Listing).decode
_parts: msgspec.msgpack.Decoder[PartAnswer] = msgspec.msgpack.Decoder(PartAnswer)
decode_part = _parts.decode


def send_parts(crawl: socket.socket, encoded: bytes, seconds: float) -> None:
    """Read a listing and send its parts; `seconds` is the limit for each part."""
    listing = _decode_listing(encoded)
    source = decode_source(listing.source)
    parts = read_parts(listing.body, listing.url, listing.content_type, source)
    is_ended = False
    while not is_ended:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        part = _next(parts)
        signal.setitimer(signal.ITIMER_REAL, 0)
        crawl.sendall(frame(part))  # waits for a crawl that has not taken the parts before
        is_ended = isinstance(part, Ended | Refused | Broken)


def _next(parts: Iterator[ListingPart]) -> PartAnswer:
    try:
        return next(parts, Ended())
    except Fault as fault:
        return Refused(fault.kind, fault.reason)
    except Exception as error:
        return Broken.by(error)
