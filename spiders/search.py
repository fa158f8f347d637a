"""The first half of a crawl: listings are read until no frontier knows of more."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from crawler.discover import Frontier, Link, canonical
from crawler.faults import Fault
from crawler.manners.circuit import CIRCUIT
from crawler.manners.robots import BARRED, FORBIDDEN
from crawler.model import Hint
from pipelines.run import GONE, Run
from spiders.answers import (
    OUR_ANSWERS,
    REDIRECTS,
    fault_of,
    followed,
    is_taken_back,
    links_of,
    moved_to,
)

logger = logging.getLogger(__name__)

TOLD_OF_HOST = BARRED | {CIRCUIT}
"""Kinds of Fault of which one line is told for a host, and none for each of its pages."""

ROUND = 32
"""Listings read at a time: few, so that a limit on them is spent on the newest."""


class Search:
    """Reads the listings of all sources, round by round."""

    def __init__(self, frontiers: tuple[Frontier, ...], run: Run, asked: set[str]) -> None:
        """`asked` are the addresses that the crawl has asked for so far; those of listings are
        added."""
        self._frontiers = frontiers
        self._run = run
        self._asked = asked
        self._open = 0
        """Listings asked for and not answered yet."""
        self._answered = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Listings that are known of and not read yet."""
        return self._open + sum(frontier.waiting for frontier in self._frontiers)

    @property
    def found(self) -> int:
        """Stories found so far."""
        return sum(frontier.discovered for frontier in self._frontiers)

    async def requests(self) -> AsyncIterator[Request]:
        """All listings; ends when the last of them is read."""
        for frontier in self._frontiers:
            for url in frontier.starts():
                yield self._read(url, frontier, start=True)
        while True:
            while self._open:
                self._answered.clear()
                await self._answered.wait()
            following = [(url, each) for each in self._frontiers for url in each.listings(ROUND)]
            if not following:
                return
            for url, frontier in following:
                yield self._read(url, frontier)

    def read_robots(self, robotparser: Any, request: Request) -> None:
        """Follow the sitemaps that robots.txt names."""
        if not isinstance(robotparser, ProtegoRobotParser):
            return
        rules: Protego = robotparser.rp
        found = [url for each in rules.sitemaps if (url := canonical(each, request.url))]
        links = [Link(url, Hint(found_on="robots.txt"), leads_on=True) for url in found]
        for frontier in self._frontiers:
            frontier.take(links)

    def read_listing(
        self, response: Response, frontier: Frontier, start: bool, hops: int
    ) -> Request | None:
        """Hand the links of a listing to its frontier."""
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, frontier.source, hops)
                frontier.note(url)
                known = url in self._asked
                following = None if known else self._read(url, frontier, start, hops + 1)
                return following and followed(response, following)
            frontier.take(links_of(response))
            self._run.listings += 1
        except Fault as fault:
            # A start page may be missing, and old listings name others that are gone.
            if response.status not in GONE:
                self._run.miss(frontier.source, response.url, str(fault))
            elif not start:
                logger.info("missing listing: %s", response.url)
        finally:
            self._close()
        return None

    def lose_listing(self, failure: Failure) -> None:
        """Note a listing that could not be fetched, unless robots.txt forbids it."""
        request, fault = failure.request, fault_of(failure.value)  # type: ignore[attr-defined]
        if fault.kind in TOLD_OF_HOST:
            self._run.missed += 1
        elif fault.kind != FORBIDDEN and not is_taken_back(failure.value):
            self._run.miss(request.cb_kwargs["frontier"].source, request.url, str(fault))
        self._close()

    def _read(self, url: str, frontier: Frontier, start: bool = False, hops: int = 0) -> Request:
        self._open += 1
        self._asked.add(url)
        told = {"frontier": frontier, "start": start, "hops": hops}
        return Request(
            url, self.read_listing, errback=self.lose_listing, cb_kwargs=told, meta=OUR_ANSWERS
        )

    def _close(self) -> None:
        self._open -= 1
        self._answered.set()
