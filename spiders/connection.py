"""A client connection of aiohttp: bounds response headers, reads lenient ones, and records."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientPayloadError, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.helpers import set_exception

from spiders.response_head import END, BadHeadError, status_of, tidy

MOST_BYTES = 256 * 1024
"""Most bytes of status line and headers together; browsers accept as much."""

_LIMITS = {"max_line_size": MOST_BYTES, "max_field_size": MOST_BYTES, "max_headers": MOST_BYTES}
"""Limits of aiohttp for parts of the head, none of which is below that of the whole."""


@dataclass(slots=True)
class Recorded:
    """An exchange as it is on the wire, decrypted."""

    request: bytes = b""
    answer: list[bytes] = field(default_factory=list)
    """Response bytes received, in chunks."""


class LongHeadError(Exception):
    """Raised for a response with too many bytes of headers."""


class StaleConnectionError(Exception):
    """Raised if the host closed a connection that had been kept open, before it answered."""


class ClientConnection(ResponseHandler):
    """Protocol of a connection."""

    _head: bytes | None = None
    """Start of a response whose head is not complete; null while a body is received."""
    _uses = 0
    """Number of requests so far."""
    _is_silent = True
    """Whether the host has sent nothing since the request."""

    def set_response_params(self, **given: Any) -> None:
        """Expect a response."""
        self._head = b""
        self._uses += 1
        self._is_silent = True
        super().set_response_params(**{**given, **_LIMITS})

    def data_received(self, data: bytes) -> None:
        """Pass a head on once it is complete, and a body as it comes."""
        self._is_silent = False
        if self._parser is None or self._head is None:
            if self._is_unasked(data):
                self.abort()
            else:
                self._receive(data)
            return
        received = self._head + data
        end = END.search(received, max(0, len(self._head) - 3))
        while end and status_of(received).startswith(b"1") and status_of(received) != b"101":
            received = received[end.end() :]  # an interim response (RFC 9110, 15.2)
            end = END.search(received)
        if (end.end() if end else len(received)) > MOST_BYTES:
            self._give_up(LongHeadError())
        elif end is None:
            self._head = received
        else:
            self._pass_on(received, end.end())

    def _is_unasked(self, data: bytes) -> bool:
        """Return whether nothing is expected: it would be taken for the next response."""
        body = self._payload
        return bool(data) and self._parser is not None and (body is None or body.is_eof())

    def abort(self) -> None:
        """Close the connection, without waiting until what was written is sent."""
        self.force_close()
        if self.transport is not None:
            self.transport.abort()

    def _pass_on(self, received: bytes, end: int) -> None:
        try:
            head = tidy(received[:end])
        except BadHeadError as error:
            self._give_up(error)
            return
        self._head = None
        super().data_received(head)
        if end < len(received):
            self._receive(memoryview(received)[end:])  # without a copy

    def _receive(self, data: bytes | memoryview) -> None:
        super().data_received(data)  # type: ignore[arg-type]  # any buffer
        # aiohttp does not end a body with invalid chunks whose head was passed on before.
        body = self._payload
        if self._exception is not None and body is not None and not body.is_eof():
            set_exception(body, ClientPayloadError("invalid chunk"))

    def _give_up(self, error: Exception) -> None:
        self.set_exception(error)
        self.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Name the reason if the host had closed a connection that was kept open."""
        if self._uses > 1 and self._is_silent and not self.is_eof():
            self.set_exception(StaleConnectionError())
        super().connection_lost(exc)


class RecordingConnection(ClientConnection):
    """Connection that keeps what it sends and receives."""

    recorded: Recorded

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Record what is written from now on."""
        self.recorded = Recorded()  # of a request to a proxy for a tunnel, which is not kept
        super().connection_made(_Recorder(transport, self))  # type: ignore[arg-type]  # as a transport

    def set_response_params(self, **given: Any) -> None:
        """Expect a response, and record the exchange."""
        self.recorded = Recorded()
        super().set_response_params(**given)

    def data_received(self, data: bytes) -> None:
        """Record what is received."""
        if self._parser is not None:
            self.recorded.answer.append(data)
        super().data_received(data)


class _Recorder:
    """Transport that records what is written to another one."""

    def __init__(self, transport: asyncio.BaseTransport, owner: RecordingConnection) -> None:
        self._transport: Any = transport
        self._owner = owner

    def write(self, data: bytes) -> None:
        self._owner.recorded.request += data
        self._transport.write(data)

    def writelines(self, lines: list[bytes]) -> None:
        self.write(b"".join(lines))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Connector(TCPConnector):
    """Connector that opens these connections."""

    def __init__(self, is_recording: bool, **options: Any) -> None:
        super().__init__(**options)
        made = RecordingConnection if is_recording else ClientConnection
        loop = asyncio.get_running_loop()
        self._factory = lambda: made(loop=loop)  # type: ignore[assignment]  # a partial of it
