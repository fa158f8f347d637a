"""Scrapy's download handler with a limit on response headers, which Twisted does not limit."""

from dataclasses import dataclass, field
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol, ResponseFailed
from twisted.web._newclient import Request as TxRequest
from twisted.web.iweb import IResponse

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.run.settings import read_settings

MOST_BYTES = 256 * 1024
"""Most bytes of status line and headers together; browsers accept as much."""


RECORDED = "wirecrawl_recorded"
"""Request meta: the bytes of the request and of its answer, with WIRE_RAW."""


@dataclass(slots=True)
class Recorded:
    """An exchange as it is on the wire, decrypted."""

    request: bytes
    answer: list[bytes] = field(default_factory=list)
    """Response bytes received, in chunks."""


class LongHeadError(Exception):
    """Raised for a response with too many bytes of headers."""


class _Protocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: TxRequest) -> "Deferred[IResponse]":
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > MOST_BYTES:
                self._giveUp(Failure(LongHeadError()))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _RecordingProtocol(_Protocol):
    _recorded: Recorded | None = None

    def request(self, request: TxRequest) -> "Deferred[IResponse]":
        self._recorded = recorded = Recorded(_bytes_of(request))

        def attach(response: IResponse) -> IResponse:
            response._recorded = recorded
            return response

        return super().request(request).addCallback(attach)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        if self._recorded is not None:
            self._recorded.answer.append(data)
        super().dataReceived(data)


class _Bytes:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.written = b""

    def writeSequence(self, lines: list[bytes]) -> None:  # noqa: N802  # Twisted's name
        self.written += b"".join(lines)


def _bytes_of(request: TxRequest) -> bytes:
    """Return a request without a body as Twisted writes it."""
    transport = _Bytes()
    request._writeHeaders(transport, None)  # type: ignore[no-untyped-call]
    return transport.written


class _RecordingAgent(_ScrapyAgent):
    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        request.meta[RECORDED] = getattr(txresponse, "_recorded", None)
        return super()._cb_bodyready(txresponse, request)


class _RecordingFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(  # noqa: N802  # Twisted's name
        self,
        addr: IAddress | None,  # noqa: ARG002
    ) -> HTTP11ClientProtocol:
        return _RecordingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(  # noqa: N802  # Twisted's name
        self,
        addr: IAddress | None,  # noqa: ARG002
    ) -> HTTP11ClientProtocol:
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class Bounded(HTTP11DownloadHandler):
    """Raises Fault `size` for a response with too many header bytes; it is not retried."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._is_recording = read_settings(crawler.settings).raw != "off"
        self._pool._factory = _RecordingFactory if self._is_recording else _Factory

    async def download_request(self, request: Request) -> Response:
        """Download as Scrapy does, but raise Fault `size` for oversized headers."""
        try:
            if self._is_recording:
                return await self._record(request)
            return await super().download_request(request)
        except DownloadFailedError as error:
            cause = error.__cause__
            reasons = cause.reasons if isinstance(cause, ResponseFailed) else ()
            if any(reason.check(LongHeadError) for reason in reasons):
                raise Fault(FaultKind.SIZE, f"more than {MOST_BYTES} bytes of headers") from None
            raise

    async def _record(self, request: Request) -> Response:
        """Download as Scrapy does, and put what was on the wire into the request's meta."""
        agent = _RecordingAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))
