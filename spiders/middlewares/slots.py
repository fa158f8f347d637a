"""Delays and pauses of Scrapy's download slots, one slot per host."""

from time import monotonic

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later


class Slots:
    """Access to slots. Scrapy discards idle slots; settings made here last for the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    def require(self, request: Request, delay: float) -> None:
        """Set a minimum delay in seconds for the request's host, without Scrapy's jitter."""
        downloader = self._downloader
        key = downloader.get_slot_key(request)
        delay = max(delay, self.own_delay(request))
        given = downloader.per_slot_settings.get(key, {})
        downloader.per_slot_settings[key] = {**given, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = delay, 0.0

    def own_delay(self, request: Request) -> float:
        """Return the configured delay of the request's host, in seconds."""
        downloader = self._downloader
        given = downloader.per_slot_settings.get(downloader.get_slot_key(request), {})
        return float(given.get("delay", downloader._delay))

    def delay(self, request: Request) -> float:
        """Return the current delay of the request's host, in seconds."""
        slot = self._downloader.slots.get(self._downloader.get_slot_key(request))
        return slot.delay if slot else self.own_delay(request)

    def set_delay(self, request: Request, delay: float) -> None:
        """Set the current delay of the request's host, in seconds."""
        if slot := self._downloader.slots.get(self._downloader.get_slot_key(request)):
            slot.delay = delay

    def pause(self, request: Request, seconds: float) -> bool:
        """Start no requests to the host for so many seconds; return whether that is longer than
        a pause in effect already."""
        slot = self._downloader.slots.get(self._downloader.get_slot_key(request))
        until = monotonic() + seconds
        if slot is None or slot.lastseen >= until:
            return False
        slot.close()
        slot.lastseen = until  # Scrapy keeps the slot until then
        slot.latercall = call_later(seconds, self._downloader._latercall, slot)
        return True

    @property
    def _downloader(self) -> Downloader:
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101  # it exists while anything is fetched
        return engine.downloader
