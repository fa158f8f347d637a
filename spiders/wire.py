"""The live crawl: finds stories, then fetches them newest first. It interprets nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from crawler.discover import Frontier, Lead, Link, canonical
from crawler.dump.gates import Crawled
from crawler.faults import Fault
from crawler.model import Hint, Page
from crawler.sources import Source
from pipelines.run import GONE, Run
from spiders.answers import REDIRECTS, cause_of, links_of, moved_to, page_of
from spiders.assignment import Assignment, is_loopback, read_assignment

ROUND = 32
"""Listings read at a time: few, so that a limit on them is spent on the newest."""


class Wire(Spider):
    """`scrapy crawl wire`; docs/operating.md describes its arguments."""

    name = "wire"
    custom_settings = {"EXTENSIONS": {"pipelines.run.Run": 0}}  # noqa: RUF012  # Scrapy's form

    def __init__(self, assignment: Assignment, robots: bool) -> None:
        super().__init__()
        self.assignment = assignment
        self._robots = robots
        self._open = 0
        """Listings asked for and not answered yet."""
        self._answered = asyncio.Event()
        self._asked: set[str] = set()
        """Addresses of listings and stories."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Raises UsageFault for arguments that cannot be followed."""
        settings = crawler.settings
        folder, contact = settings.get("WIRE_SOURCES"), settings.get("WIRE_CONTACT")
        today = datetime.now(UTC).date()
        assignment = read_assignment(arguments, Path(folder) if folder else None, contact, today)
        manners = {source.host: _manners(source) for source in assignment.sources}
        settings.set("DOWNLOAD_SLOTS", manners, priority="spider")
        if contact:
            agent = f"{settings['USER_AGENT']} (+{contact})"
            settings.set("USER_AGENT", agent, priority="spider")
        spider = cls(assignment, robots=settings.getbool("ROBOTSTXT_OBEY"))
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.read_robots, signals.robots_parsed)
        return spider

    @property
    def run(self) -> Run:
        """The run that keeps the accounts."""
        run = self.crawler.get_extension(Run)
        if run is None:
            raise RuntimeError("the extension pipelines.run.Run is not enabled")
        return run

    async def start(self) -> AsyncIterator[Request]:
        """First all listings, then all stories: only then is it known which are the newest."""
        for note in self.assignment.notes:
            self.logger.info(note)
        for source in self.assignment.sources:
            accepted = source.id in self.assignment.accepted
            self.run.begin(Crawled(source, self.assignment.extent, accepted))
        async for request in self._search():
            yield request
        for lead in self._leads():
            # Keep the queue short: a request costs far more memory than its lead.
            if self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
            if self._is_new(lead.url):
                yield self._fetch(lead)
            else:
                self.run.skip(lead.source, "redirected")  # another address led here

    # --- listings -----------------------------------------------------------------------------

    async def _search(self) -> AsyncIterator[Request]:
        frontiers = self.assignment.frontiers
        for frontier in frontiers:
            for url in frontier.starts():
                yield self._read(url, frontier, start=True)
        while True:
            while self._open:
                self._answered.clear()
                await self._answered.wait()
            following = [(url, each) for each in frontiers for url in each.listings(ROUND)]
            if not following:
                return
            for url, frontier in following:
                yield self._read(url, frontier)

    def _read(self, url: str, frontier: Frontier, start: bool = False, hops: int = 0) -> Request:
        self._open += 1
        self._asked.add(url)
        told = {"frontier": frontier, "start": start, "hops": hops}
        return Request(
            url, self.read_listing, errback=self.lose_listing, cb_kwargs=told, meta=_META
        )

    def read_listing(
        self, response: Response, frontier: Frontier, start: bool, hops: int
    ) -> Request | None:
        """Hand the links of a listing to its frontier."""
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, frontier.source, hops)
                frontier.note(url)
                return self._read(url, frontier, start, hops + 1) if self._is_new(url) else None
            frontier.take(links_of(response))
            self.run.listings += 1
        except Fault as fault:
            # A start page may be missing, and old listings name others that are gone.
            if response.status not in GONE:
                self.run.miss(frontier.source, response.url, str(fault))
            elif not start:
                self.logger.info("missing listing: %s", response.url)
        finally:
            self._close()
        return None

    def lose_listing(self, failure: Failure) -> None:
        """Note a listing that could not be fetched."""
        request = failure.request  # type: ignore[attr-defined]
        if not isinstance(failure.value, IgnoreRequest):
            self.run.miss(request.cb_kwargs["frontier"].source, request.url, cause_of(failure))
        self._close()

    def _close(self) -> None:
        self._open -= 1
        self._answered.set()

    def read_robots(self, robotparser: Any, request: Request) -> None:
        """Follow the sitemaps that robots.txt names."""
        if not isinstance(robotparser, ProtegoRobotParser):
            return
        rules: Protego = robotparser.rp
        found = [url for each in rules.sitemaps if (url := canonical(each, request.url))]
        links = [Link(url, Hint(found_on="robots.txt"), leads_on=True) for url in found]
        for frontier in self.assignment.frontiers:
            frontier.take(links)

    # --- stories ------------------------------------------------------------------------------

    def _leads(self) -> Iterator[Lead]:
        for lead in self.assignment.leads:
            self.run.find(lead.source, 1)
            yield lead
        for frontier in self.assignment.frontiers:
            yield from self._found(frontier)

    def _found(self, frontier: Frontier) -> list[Lead]:
        leads = frontier.stories()
        self.run.find(frontier.source, frontier.discovered)
        for reason, count in frontier.skipped.items():
            self.run.skip(frontier.source, reason, count)
        if frontier.refused:
            cause = f"the limit is reached, {frontier.refused} more listings were found"
            self.run.miss(frontier.source, frontier.source.base, cause)
        return leads

    def _fetch(self, lead: Lead, hops: int = 0) -> Request:
        self._asked.add(lead.url)
        told = {"lead": lead, "hops": hops}
        return Request(
            lead.url, self.read_story, errback=self.lose_story, cb_kwargs=told, meta=_META
        )

    def read_story(self, response: Response, lead: Lead, hops: int) -> Page | Request | None:
        """The page as it came, or why there is none."""
        page = page_of(lead, response.url, self._robots, response)
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, lead.source, hops)
                if self._is_new(url):
                    return self._fetch(replace(lead, url=url), hops + 1)
                self.run.skip(lead.source, "redirected")
            elif response.status == 200:
                self.run.fetch(page)
                return page
            else:
                self.run.fail(page, Fault("http", f"HTTP {response.status}"))
        except Fault as fault:
            self.run.fail(page, fault)
        return None

    def lose_story(self, failure: Failure) -> None:
        """Note a story that could not be fetched, or that robots.txt forbids."""
        request = failure.request  # type: ignore[attr-defined]
        lead: Lead = request.cb_kwargs["lead"]
        if isinstance(failure.value, IgnoreRequest):
            self.run.skip(lead.source, "robots")
        else:
            page = page_of(lead, request.url, self._robots)
            self.run.fail(page, Fault("fetch", cause_of(failure)))

    def _is_new(self, url: str) -> bool:
        return url not in self._asked


_META = {"handle_httpstatus_all": True, "dont_redirect": True}
"""Every answer comes to the spider: it knows which hosts a redirect may lead to."""


def _manners(source: Source) -> dict[str, float]:
    """Delay and concurrency for a source's host; this machine is asked at full speed."""
    asked, here = source.politeness, is_loopback(source.host)
    delay = asked.delay if asked.delay is not None else (0.0 if here else 1.0)
    return {"delay": delay, "concurrency": asked.concurrency or (8 if here else 2)}
