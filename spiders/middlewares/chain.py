"""Calls downloader middlewares in their order, without Scrapy's wrappers around each call."""

from collections.abc import Awaitable, Callable
from typing import Any

from scrapy import Request
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.http import Response
from scrapy.utils.defer import _process_pending_io, ensure_awaitable

Send = Callable[[Request], Awaitable[Response]]


class Chain:
    """The downloader middlewares of a crawl."""

    def __init__(self, manager: DownloaderMiddlewareManager) -> None:
        self._manager = manager
        self._before_calls = _methods(manager, "process_request")
        self._after_calls = _methods(manager, "process_response")

    async def download(self, request: Request, send: Send) -> Response | Request:
        """Return the answer that `send` gives to a request or a middleware instead of it; or the
        request to be made in its place."""
        try:
            answer = await self._before(request) or await send(request)
        except Exception as error:
            await _process_pending_io()
            answer = await self._manager._process_exception(error, request)
        if isinstance(answer, Response):
            answer = await self._after(request, answer)
        return answer

    async def _before(self, request: Request) -> Response | Request | None:
        for method in self._before_calls:
            found = method(request=request)
            if found is not None:
                answer: Response | Request | None = await ensure_awaitable(found)
                if answer is not None:
                    return answer
        return None

    async def _after(self, request: Request, response: Response) -> Response | Request:
        for method in self._after_calls:
            answer = method(request=request, response=response)
            if answer is response:
                continue
            if not isinstance(answer, Response | Request):
                answer = await ensure_awaitable(answer)
            if isinstance(answer, Request):
                return answer
            response = answer
        return response


def _methods(manager: DownloaderMiddlewareManager, name: str) -> tuple[Callable[..., Any], ...]:
    return tuple(method for method in manager.methods[name] if method is not None)
