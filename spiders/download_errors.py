"""Scrapy's errors for those of aiohttp. Retries, circuit breaker and reports know Scrapy's."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
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


@contextmanager
def as_scrapy_errors(url: str, seconds: float) -> Iterator[None]:
    """Raise Scrapy's errors for those within the block, and Fault `size` for too many headers."""
    try:
        yield
    except TimeoutError as error:
        raise DownloadTimeoutError(f"Getting {url} took longer than {seconds} seconds.") from error
    except LongHeadError:
        raise Fault(FaultKind.SIZE, f"more than {MOST_BYTES} bytes of headers") from None
    except aiohttp.ClientConnectorDNSError as error:
        raise CannotResolveHostError(f"DNS lookup failed: {error.host}") from error
    except aiohttp.ClientConnectorError as error:
        if error.errno == errno.ECONNREFUSED:
            raise DownloadConnectionRefusedError("connection refused") from error
        raise DownloadFailedError(_reason(error.os_error)) from error
    except aiohttp.ClientHttpProxyError as error:
        raise DownloadFailedError(f"proxy: HTTP {error.status}") from error
    except aiohttp.ClientResponseError as error:
        what = error.message.partition("\n\n")[0]  # without the line and where in it
        raise DownloadFailedError(f"invalid response: {what}") from error
    except BadHeadError as error:
        raise DownloadFailedError(f"invalid response: {error}") from error
    except StaleConnectionError as error:
        raise DownloadFailedError("connection lost") from error
    except (aiohttp.ClientError, OSError) as error:
        raise DownloadFailedError(_reason(error)) from error


def _reason(error: BaseException) -> str:
    """Return the reason of a connection that failed; for one of TLS, in the form of pyOpenSSL.

    >>> _reason(OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1)"))
    "[('SSL routines', '', 'certificate verify failed')]"
    """
    if found := _OPENSSL.search(str(error)):
        return f"[('SSL routines', '', '{found[1].lower().replace('_', ' ')}')]"
    return str(error)
