"""Decompression of bodies within a size limit. Unlike Scrapy's, it rejects truncated ones."""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from crawler.politeness.http_decompression import (
    content_encodings,
    decompress,
    decompress_beginning,
)

BEGINNING = "wirecrawl_beginning"
"""Request meta: the number of bytes wanted from the start of the body."""


class HttpDecompression(HttpCompressionMiddleware):
    """Raises Fault `encoding` for a damaged body, `size` for one over the limit."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Do nothing: RequestHeaders sets Accept-Encoding."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the response with its body decompressed."""
        if "Content-Encoding" not in response.headers:
            return response
        most: int | None = request.meta.get(BEGINNING)
        if most is None:
            return super().process_response(request, response)
        body = response.body
        for layer in _layers(response.headers.getlist("Content-Encoding")):
            body = decompress_beginning(body, layer, most)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        return response.replace(body=body, headers=headers)

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        for layer in _layers(content_encoding):
            body = decompress(body, layer, max_size)
        return body, []


def _layers(headers: list[bytes]) -> list[str]:
    return content_encodings(b",".join(headers).decode("latin-1"))
