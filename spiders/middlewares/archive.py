"""Archives answers as they were on the wire (WIRE_RAW)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.archive.exchange import Exchange
from crawler.run.settings import read_settings
from pipelines.run import spider_run_of
from spiders.connection import Recorded
from spiders.handler import RECORDED

_NONE: Mapping[str, str] = MappingProxyType({})


class Archive:
    """Archives all responses except story pages; the spider archives those with their metadata."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the middleware. Raises NotConfigured if WIRE_RAW is off."""
        if read_settings(crawler.settings).raw == "off":
            raise NotConfigured
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive an answer before any other middleware changes it."""
        recorded = request.meta.get(RECORDED)
        if recorded and not (request.meta.get("is_story") and response.status == 200):
            request.meta[RECORDED] = None
            exchange = exchange_of(response, recorded, datetime.now(UTC))
            spider_run_of(self._crawler).archive(exchange)
        return response


def exchange_of(
    response: Response, recorded: Recorded, now: datetime, fields: Mapping[str, str] = _NONE
) -> Exchange:
    """Return an answer with what is known of it."""
    return Exchange(
        response.url,
        now,
        recorded.request,
        b"".join(recorded.answer),
        ((response.protocol or "http/1.1").lower(),),
        str(response.ip_address) if response.ip_address else None,
        "download_stopped" in response.flags,
        fields,
    )
