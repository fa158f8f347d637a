"""Listings are read in real processes, with the outcome that reading them here has."""

import asyncio
import gzip
import os
import re
import signal
import time
from datetime import date
from typing import Any

import pytest

from crawler.base.faults import Fault
from crawler.discover import Frontier, Window
from crawler.discover.parts import MOST_LINKS, Links, read_parts
from crawler.reading.workers.listings import Listing
from crawler.reading.workers.pool import MOST_BESIDE, MOST_WITHOUT, WorkerPool
from crawler.sources import Source
from crawler.sources.encoded import encode_source
from spiders.listings import read_in_worker
from tests.support.processes import readers_of

BASE = "http://ledger.example"
TODAY = date(2003, 8, 15)
SOURCE = Source(
    id="ledger",
    name="Ledger",
    base=BASE,
    story=(re.compile("/s/", re.IGNORECASE),),
    listing=(re.compile("/index/"),),
    not_story=(re.compile("/s/not"),),
)
ITEM = "<url><loc>{}/S/{}</loc><lastmod>2003-08-{:02}</lastmod></url>"
MANY = 15_000
"""Addresses of the longest; those of a sitemap with 50,000 are crawled in test_discovery.py."""
LONG = "".join(ITEM.format(BASE, number, number % 15 + 1) for number in range(MANY))
LONG = f"<urlset>{LONG}</urlset>"

LISTINGS: dict[str, tuple[bytes, str]] = {
    "index": (b"<a href=/s/1>a</a><a href=/s/2003-08-01/2?ref=x>b</a><a href=/index/3>", "/"),
    "nothing of ours": (b"<a href=/other/1>a</a><a href=http://elsewhere.example/s/1>b</a>", "/"),
    "sitemap, gzipped": (gzip.compress(ITEM.format(BASE, "x", 3).join(
        ("<urlset>", "</urlset>")).encode()), "/sitemap.xml.gz"),
    "list": (f"{BASE}/s/2003-08-02/list\n{BASE}/s/2003-08-03/list\n".encode() * 500, "/list.txt"),
    "no listing": (b"\x89PNG\r\n" * 9, "/index/picture"),
    "cut in its middle": (gzip.compress(LONG[:400_000].encode(), 1)[:-5000], "/cut.xml.gz"),
    "empty": (b"", "/index/empty"),
}  # fmt: skip


def frontier(window: Window | None = None) -> Frontier:
    return Frontier(SOURCE, window, None, TODAY)


def known(taken: Frontier) -> Any:
    """All that is known of it."""
    found = (taken.discovered, taken.why_nothing(), taken.waiting, taken.trapped)
    return (*found, [*taken.stories()], taken.listings(100), taken.skipped, taken.refused)


async def read(pool: WorkerPool, taken: Frontier, body: bytes, path: str) -> str:
    """Read it in a worker; return why that is impossible."""
    listing = Listing(body, BASE + path, "text/html", encode_source(SOURCE))
    try:
        await read_in_worker(listing, taken, pool)
    except Fault as fault:
        return str(fault)
    return ""


def read_here(taken: Frontier, body: bytes, path: str) -> str:
    try:
        taken.read(body, BASE + path, "text/html")
    except Fault as fault:
        return str(fault)
    return ""


@pytest.mark.slow
def test_a_listing_has_the_outcome_that_it_has_here() -> None:
    async def check() -> None:
        pool = WorkerPool(1)
        try:
            window = Window(date(2003, 8, 1), date(2003, 8, 3))
            for taken, here in ((frontier(), frontier()), (frontier(window), frontier(window))):
                for each in (taken, here):
                    each.starts()
                for name, (body, path) in LISTINGS.items():
                    for _ in range(2):  # the second time it is known
                        assert await read(pool, taken, body, path) == read_here(here, body, path), (
                            name
                        )
                assert known(taken) == known(here)
            assert len(readers_of(os.getpid())) == 1
        finally:
            pool.close()

    asyncio.run(check())


@pytest.mark.slow
def test_many_addresses_hold_up_nothing() -> None:
    """They come in parts, and cost the crawl's process less than half of what reading them does."""
    body, path = LONG.encode(), "/sitemap.xml"

    async def check() -> None:
        pool, taken, here = WorkerPool(1), frontier(), frontier()
        try:
            await read(pool, frontier(), *LISTINGS["index"])  # a process has started
            began = time.process_time()
            assert await read(pool, taken, body, path) == ""
            began, beside = time.process_time(), time.process_time() - began
            assert read_here(here, body, path) == ""
            assert beside < (time.process_time() - began) / 2
            assert taken.discovered == MANY
            assert known(taken) == known(here)
        finally:
            pool.close()

    asyncio.run(check())
    sizes = [
        len(part.links)
        for part in read_parts(body, BASE + path, None, SOURCE)
        if isinstance(part, Links)
    ]
    assert sum(sizes) == MANY
    assert max(sizes) == MOST_LINKS


@pytest.mark.slow
def test_a_listing_is_read_again_if_its_reader_is_killed() -> None:
    async def check() -> None:
        pool, here = WorkerPool(1), frontier()
        read_here(here, LONG.encode(), "/sitemap.xml")
        try:
            for kills, cause in ((1, ""), (2, "reader: crashed 2 workers, last: SIGKILL")):
                taken, killed = frontier(), set[int]()
                reading = asyncio.create_task(read(pool, taken, LONG.encode(), "/sitemap.xml"))
                while len(killed) < kills:
                    await asyncio.sleep(0.01)
                    for pid in {*readers_of(os.getpid())} - killed:
                        os.kill(pid, signal.SIGKILL)
                        killed.add(pid)
                assert await reading == cause
                if not cause:
                    assert known(taken) == known(here)
                    here = frontier()
        finally:
            pool.close()

    asyncio.run(check())


def test_only_a_long_listing_starts_a_reader() -> None:
    pool = WorkerPool(1)

    assert not pool.takes(MOST_WITHOUT)
    assert pool.takes(MOST_WITHOUT + 1)
    assert MOST_BESIDE < MOST_WITHOUT
