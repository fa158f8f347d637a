"""Unpacks bodies: bounded, and only whole ones. Scrapy's own takes what there is of a cut one."""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

from crawler.manners.packing import ACCEPTED, layers_of, unpacked


class Unpack(HttpCompressionMiddleware):
    """Raises Fault `encoding` or `size` for what is damaged or too much."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Say what we unpack."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        for layer in layers_of(b",".join(content_encoding).decode("latin-1")):
            body = unpacked(body, layer, max_size)
        return body, []
