"""Published records as Scrapy items, for `-o`, FEEDS and `item_scraped` handlers."""

import logging
from collections.abc import Iterator
from typing import Any

import msgspec
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter
from twisted.python.failure import Failure

from crawler.base.events import Event, log_event
from crawler.dump.compression import PartError
from crawler.dump.manifest import decode_manifest
from crawler.dump.rows import lines
from crawler.run.settings import read_settings
from crawler.sinks import Sink, SinkError, open_sink

logger = logging.getLogger(__name__)


class FeedError(Exception):
    """A feed did not accept a record."""


class Feeds:
    """Sends the records that a run published to Scrapy's feed exports.

    Records are read back from the dump, so feeds leave out what was withheld or superseded.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._dump = read_settings(crawler.settings).dump
        self._feeds = crawler.get_extension(FeedExporter)

    def close_last(self) -> None:
        """Close the feeds after all handlers of `spider_closed` connected so far."""
        if self._feeds:
            self._crawler.signals.disconnect(self._feeds.close_spider, signals.spider_closed)
            self._crawler.signals.connect(self._feeds.close_spider, signals.spider_closed)

    def export(self, manifest: str) -> str | None:
        """Export the records of a run, given the key of its manifest; do nothing without feeds.
        Return the error if not all could be exported."""
        if not self._feeds:
            return None
        try:
            for record in _records(open_sink(self._dump), manifest):
                results = self._crawler.signals.send_catch_log(
                    signals.item_scraped, item=record, response=None, spider=self._crawler.spider
                )
                for failure in (each for _, each in results if isinstance(each, Failure)):
                    raise FeedError(f"{type(failure.value).__name__}: {failure.value}")
        except (SinkError, PartError, FeedError) as error:
            reason = f"feed export incomplete: {error}"
            log_event(logger, logging.ERROR, Event.FEEDS, reason=reason)
            return reason
        return None


def _records(sink: Sink, manifest: str) -> Iterator[dict[str, Any]]:
    for part in decode_manifest(b"".join(sink.read(manifest))).parts:
        if part.kind == "records":
            yield from map(msgspec.json.decode, lines(part.key, sink.read(part.key)))
