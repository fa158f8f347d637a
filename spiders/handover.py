"""Hands pages over to the item pipelines, several at a time while those are busy."""

from collections import deque
from collections.abc import Callable

from scrapy.crawler import Crawler

from crawler.model import Batch, Page

AHEAD = 3
"""Batches in the pipelines for each process that reads them: it has two, others are stored."""
MOST_PAGES = 8
"""Maximum pages of a batch: as many are read again one by one if a worker crashes."""
MOST_BYTES = 1 << 20
"""A batch with as many bytes is complete."""


class Handover:
    """Pages pass Scrapy's pipelines as batches: a batch costs there what a page would."""

    def __init__(self, crawler: Crawler, readers: int, make_room: Callable[[], None]) -> None:
        """`make_room` is called when there is room for more pages."""
        self._crawler = crawler
        self._most_batches = AHEAD * max(1, readers)
        self._most_bytes = crawler.settings.getint("SCRAPER_SLOT_MAX_ACTIVE_SIZE")
        self._make_room = make_room
        self._waiting: deque[Page] = deque()
        self._open = 0
        """Batches in the pipelines."""
        self._bytes = 0
        """Size of the pages that wait or are in the pipelines."""

    @property
    def is_full(self) -> bool:
        """Whether no more pages should be fetched."""
        return self._bytes > self._most_bytes

    async def give(self, page: Page) -> None:
        """Pass a page on, at once or in the next batch. Somebody waits for the pipelines as long as
        pages wait for them."""
        self._waiting.append(page)
        self._bytes += len(page.body)
        del page  # it would be kept in memory for as long as others follow
        if self._open == self._most_batches:
            return
        self._open += 1
        while self._waiting:
            await self._pass_on()
        self._open -= 1
        self._let_scraper_close()

    async def _pass_on(self) -> None:
        batch, size = self._next_batch()
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101  # it exists while anything is fetched
        await engine.scraper.start_itemproc_async(batch, response=None)
        self._bytes -= size
        self._make_room()

    def _next_batch(self) -> tuple[Batch, int]:
        taken: list[Page] = []
        size = 0
        while self._waiting and len(taken) < MOST_PAGES and size < MOST_BYTES:
            taken.append(self._waiting.popleft())
            size += len(taken[-1].body)
        return Batch(tuple(taken)), size

    def _let_scraper_close(self) -> None:
        """Let a crawl that is being stopped end with its last pages: Scrapy looks whether it can
        end when a response is done, and not when an item is that belongs to none."""
        scraper = self._crawler.engine.scraper if self._crawler.engine else None
        slot = scraper.slot if scraper else None
        if scraper and slot and slot.closing and not slot.closing.called:
            scraper._check_if_closing()
