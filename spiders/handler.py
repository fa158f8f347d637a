"""Scrapy's download handler with a limit on response headers, which Twisted does not limit."""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol, ResponseFailed
from twisted.web._newclient import Request as TxRequest
from twisted.web.iweb import IResponse

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault

MOST_BYTES = 256 * 1024
"""Most bytes of status line and headers together; browsers accept as much."""


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
        self._pool._factory = _Factory

    async def download_request(self, request: Request) -> Response:
        """Download as Scrapy does, but raise Fault `size` for oversized headers."""
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            cause = error.__cause__
            reasons = cause.reasons if isinstance(cause, ResponseFailed) else ()
            if any(reason.check(LongHeadError) for reason in reasons):
                raise Fault(FaultKind.SIZE, f"more than {MOST_BYTES} bytes of headers") from None
            raise
