"""Reads listings into their frontiers: long ones in a reader, others in a thread."""

import asyncio
from contextlib import aclosing

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.base.faults import Fault
from crawler.discover import Frontier
from crawler.reading.workers.listings import Listing
from crawler.reading.workers.pool import WorkerPool
from crawler.sources.encoded import encode_source
from pipelines.read import Read
from spiders.answers import content_type_of

_GZIP = b"\x1f\x8b"
_RATIO = 10
"""About how many times its compressed size a sitemap is."""


async def read_listing(response: Response, frontier: Frontier, crawler: Crawler) -> None:
    """Take the links of a listing.

    Raises Fault if its bytes cannot be read, or if a start page has no known format.
    """
    body, url, content_type = response.body, response.url, content_type_of(response)
    size = len(body) * (_RATIO if body.startswith(_GZIP) else 1)
    pipeline = crawler.get_item_pipeline(Read)
    pool = pipeline.pool if pipeline else None
    if not isinstance(pool, WorkerPool) or not pool.takes(size):
        await asyncio.to_thread(frontier.read, body, url, content_type)
        return
    listing = Listing(body, url, content_type, encode_source(frontier.source))
    await read_in_worker(listing, frontier, pool)


async def read_in_worker(listing: Listing, frontier: Frontier, pool: WorkerPool) -> None:
    """Take the links of a listing as `Frontier.read` does, without holding up other tasks."""
    intake, is_wanted = frontier.intake(listing.url), True
    try:
        async with aclosing(pool.read_listing(listing)) as parts:
            async for part in parts:
                is_wanted = intake.take(part)
                await asyncio.sleep(0)  # other tasks get their turn
    except Fault:
        if is_wanted:
            raise
    intake.end()
