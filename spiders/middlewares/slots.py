"""Scrapy's download slots, one a host: what of their pace we change."""

from time import monotonic

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later


class Slots:
    """Slots come and go; their settings stay for the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    def require(self, request: Request, delay: float) -> None:
        """Never ask a request's host faster than this again: seconds, without Scrapy's jitter."""
        downloader = self._downloader
        key = downloader.get_slot_key(request)
        delay = max(delay, self.own_delay(request))
        given = downloader.per_slot_settings.get(key, {})
        downloader.per_slot_settings[key] = {**given, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = delay, 0.0

    def own_delay(self, request: Request) -> float:
        """The delay of a request's host while nothing is wrong."""
        downloader = self._downloader
        given = downloader.per_slot_settings.get(downloader.get_slot_key(request), {})
        return float(given.get("delay", downloader._delay))

    def delay(self, request: Request) -> float:
        """The delay of a request's host now."""
        slot = self._downloader.slots.get(self._downloader.get_slot_key(request))
        return slot.delay if slot else self.own_delay(request)

    def set_delay(self, request: Request, delay: float) -> None:
        """Change the delay of a request's host for now."""
        if slot := self._downloader.slots.get(self._downloader.get_slot_key(request)):
            slot.delay = delay

    def pause(self, request: Request, seconds: float) -> bool:
        """Start nothing more at a request's host for so long. Whether it was not so before."""
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
        assert engine is not None  # noqa: S101  # there is one while anything is fetched
        return engine.downloader
