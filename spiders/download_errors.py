"""Scrapy's errors for those of aiohttp. Retries, circuit breaker and reports know Scrapy's."""

import errno
import re

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from spiders.connection import MOST_BYTES, LongHeadError, StaleConnectionError
from spiders.response_head import BadHeadError

_OPENSSL = re.compile(r"\[SSL: (\w+)\]")
"""The reason in a message of OpenSSL."""


def as_scrapy_error(error: Exception, url: str, seconds: float) -> Exception:
    """Return Scrapy's error for an error of a download, Fault `size` for too many headers, and any
    other as it is."""
    match error:
        case TimeoutError():
            return DownloadTimeoutError(f"Getting {url} took longer than {seconds} seconds.")
        case LongHeadError():
            return Fault(FaultKind.SIZE, f"more than {MOST_BYTES} bytes of headers")
        case aiohttp.ClientConnectorDNSError():
            return CannotResolveHostError(f"DNS lookup failed: {error.host}")
        case aiohttp.ClientConnectorError() if error.errno == errno.ECONNREFUSED:
            return DownloadConnectionRefusedError("connection refused")
        case aiohttp.ClientConnectorError():
            return DownloadFailedError(_reason(error.os_error))
        case aiohttp.ClientHttpProxyError():
            return DownloadFailedError(f"proxy: HTTP {error.status}")
        case aiohttp.ClientResponseError() | HttpProcessingError():
            what = error.message.partition("\n\n")[0]  # without the line and where in it
            return DownloadFailedError(f"invalid response: {what}")
        case BadHeadError():
            return DownloadFailedError(f"invalid response: {error}")
        case StaleConnectionError():
            return DownloadFailedError("connection lost")
        case aiohttp.ClientError() | OSError():
            return DownloadFailedError(_reason(error))
    return error


def _reason(error: BaseException) -> str:
    """Return the reason of a connection that failed; for one of TLS, in the form of pyOpenSSL.

    >>> _reason(OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1)"))
    "[('SSL routines', '', 'certificate verify failed')]"
    """
    if found := _OPENSSL.search(str(error)):
        return f"[('SSL routines', '', '{found[1].lower().replace('_', ' ')}')]"
    return str(error)
