"""The way of this worker's stories to the settler: in order, and no faster than it takes them."""

import asyncio
from collections.abc import Callable

from crawler.cluster.entries import Answered, Story, encode_entry, fetch_of, story_url
from crawler.cluster.keys import url_digest
from crawler.cluster.shard_crawl import ShardCrawl
from crawler.cluster.tables import Delivery, Shards

MOST = 32
"""Stories that wait here before the pipelines wait."""
PAUSE = 0.2
"""Seconds to wait for a settler that is behind."""


class Outbox:
    """Stories on their way."""

    def __init__(self, shards: Shards, lose: Callable[[ShardCrawl], None]) -> None:
        """`lose` is called for a shard that another worker has taken."""
        self._shards = shards
        self._lose = lose
        self._waiting: asyncio.Queue[tuple[ShardCrawl, Story | Answered]] = asyncio.Queue()
        self._taken = asyncio.Event()

    def put(self, crawl: ShardCrawl, story: Story | Answered) -> None:
        """Add a story, or another answer; its shard owes it until it is delivered."""
        self._waiting.put_nowait((crawl, story))

    async def until_room(self) -> None:
        """Wait while too many stories wait."""
        while self._waiting.qsize() >= MOST:
            self._taken.clear()
            await self._taken.wait()

    async def until_empty(self) -> None:
        """Wait until everything is delivered."""
        await self._waiting.join()

    async def deliver_all(self) -> None:
        """Deliver stories until cancelled."""
        while True:
            crawl, story = await self._waiting.get()
            self._taken.set()
            is_delivered = not crawl.is_lost and await self._deliver(crawl, story)
            if isinstance(story, Answered):
                crawl.settle(story.source, is_delivered=False)
            else:
                crawl.settle(fetch_of(story).source, is_delivered=is_delivered)
            self._waiting.task_done()

    async def _deliver(self, crawl: ShardCrawl, story: Story | Answered) -> bool:
        entry, (name, target) = encode_entry(story), _names(story)
        while not crawl.is_lost:
            shard, token = crawl.lease.shard, crawl.lease.token
            how = await self._shards.deliver(shard, token, entry, name, target)
            if how is Delivery.LOST:
                self._lose(crawl)
            elif how is not Delivery.FULL:
                return True
            else:
                await asyncio.sleep(PAUSE)
        return False


def _names(story: Story | Answered) -> tuple[str, str | None]:
    """Return the digests of a story's URL, and of the one that it was redirected to."""
    if isinstance(story, Answered):
        return "", None
    fetch = fetch_of(story)
    return url_digest(story_url(fetch)), url_digest(fetch.url) if fetch.requested_url else None
