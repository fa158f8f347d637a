"""The setting WIRE_CLUSTER: where the service is, and the terms of a cluster."""

from dataclasses import dataclass
from typing import Annotated, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from msgspec import Meta, Struct

from crawler.base.faults import UsageFault
from crawler.base.urls import without_user
from crawler.cluster.scheduling import CAPACITY

SCHEMES = ("valkey", "valkeys", "redis", "rediss")
Seconds = Annotated[float, Meta(gt=0, lt=1e9)]


class Terms(Struct, frozen=True):
    """The parameters in the URL's query that are ours."""

    lease: Seconds = 30.0
    """Seconds without a heartbeat after which a worker's shards are taken over."""
    grace: Annotated[float, Meta(ge=0, lt=1e9)] = 300.0
    """Seconds after a round was opened in which a start belongs to it, even if it is over."""
    shards: Annotated[int, Meta(ge=1)] = CAPACITY
    """Most shards that one process crawls at a time."""
    patience: Seconds = 600.0
    """Longest outage of the service that is waited for, in seconds."""

    @property
    def lease_ms(self) -> int:
        """The lease in milliseconds."""
        return int(self.lease * 1000)


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """A parsed WIRE_CLUSTER."""

    url: str
    """For the client; may contain a password."""
    shown: str
    """For messages."""
    terms: Terms

    @classmethod
    def of(cls, text: str) -> Self:
        """Parse the setting; raise UsageFault, without its password, if it is invalid.

        >>> found = ClusterAddress.of("valkey://:secret@db.example:6379/0?lease=5&ssl_check=1")
        >>> found.url, found.shown, found.terms.lease
        ('valkey://:secret@db.example:6379/0?ssl_check=1', 'valkey://db.example:6379/0', 5.0)
        """
        try:
            parts = urlsplit(text)
            port_is_valid = parts.port != 0
        except ValueError:
            raise UsageFault("WIRE_CLUSTER: invalid URL") from None
        shown = without_user(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")))
        if parts.scheme not in SCHEMES or not parts.hostname or not port_is_valid:
            raise UsageFault(f"WIRE_CLUSTER: {shown!r} is not a URL valkey://host:port/db")
        given = dict(parse_qsl(parts.query))
        ours = {name: given.pop(name) for name in Terms.__struct_fields__ if name in given}
        try:
            terms = msgspec.convert(ours, Terms, strict=False)
        except msgspec.ValidationError as error:
            name = str(error).rpartition("$.")[2].rstrip("`")
            raise UsageFault(f"WIRE_CLUSTER: {name}={ours[name]!r} is not valid") from None
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(given), ""))
        return cls(url, shown, terms)
