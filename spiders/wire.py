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

from crawler.discover import Frontier, Lead, Link, canonical, read_links
from crawler.faults import Fault
from crawler.model import Hint, Page
from crawler.sources import Source
from pipelines.run import Run
from spiders.assignment import Assignment, is_loopback, read_assignment

ROUND = 32
"""Listings read at a time: few, so that a limit on them is spent on the newest."""

MOST_HOPS = 5
"""Redirects followed for one page."""

REDIRECTS = {301, 302, 303, 307, 308}
GONE = {404, 410}


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
        """Addresses of stories."""

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
        async for request in self._search():
            yield request
        for lead in self._leads():
            # Keep the queue short: a request costs far more memory than its lead.
            if self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
            if lead.url in self._asked:
                self.run.skip(lead.source, "redirected")  # another story's address led here
            else:
                yield self._fetch(lead)

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

    def _read(self, url: str, frontier: Frontier, start: bool = False) -> Request:
        self._open += 1
        told = {"frontier": frontier, "start": start}
        return Request(
            url, self.read_listing, errback=self.lose_listing, cb_kwargs=told, meta=_META
        )

    def read_listing(self, response: Response, frontier: Frontier, start: bool) -> None:
        """Hand the links of a listing to its frontier."""
        try:
            frontier.take(_links(response))
            self.run.listings += 1
        except Fault as fault:
            # A start page may be missing, and old listings name others that are gone.
            if response.status not in GONE:
                self.run.miss(frontier.source, response.url, str(fault))
            elif not start:
                self.logger.info("missing listing: %s", response.url)
        finally:
            self._close()

    def lose_listing(self, failure: Failure) -> None:
        """Note a listing that could not be fetched."""
        request = failure.request  # type: ignore[attr-defined]
        if not isinstance(failure.value, IgnoreRequest):
            self.run.miss(request.cb_kwargs["frontier"].source, request.url, _cause(failure))
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
        yield from self._told(self.assignment.leads)
        for frontier in self.assignment.frontiers:
            leads = frontier.stories()
            self.run.find(frontier.source, frontier.discovered)
            for reason, count in frontier.skipped.items():
                self.run.skip(frontier.source, reason, count)
            if frontier.refused:
                self.run.miss(frontier.source, frontier.source.base, "more listings than allowed")
            yield from leads

    def _told(self, leads: tuple[Lead, ...]) -> tuple[Lead, ...]:
        for lead in leads:
            self.run.find(lead.source, 1)
        return leads

    def _fetch(self, lead: Lead, hops: int = 0) -> Request:
        self._asked.add(lead.url)
        told = {"lead": lead, "hops": hops}
        return Request(
            lead.url, self.read_story, errback=self.lose_story, cb_kwargs=told, meta=_META
        )

    def read_story(self, response: Response, lead: Lead, hops: int) -> Page | Request | None:
        """The page as it came, or why there is none."""
        page = self._page(response.url, lead, response)
        if response.status in REDIRECTS:
            return self._redirect(response, lead, hops)
        if response.status == 200:
            self.run.fetch(page)
            return page
        self.run.fail(page, Fault("http", f"HTTP {response.status}"))
        return None

    def lose_story(self, failure: Failure) -> None:
        """Note a story that could not be fetched, or that robots.txt forbids."""
        request = failure.request  # type: ignore[attr-defined]
        lead: Lead = request.cb_kwargs["lead"]
        if isinstance(failure.value, IgnoreRequest):
            self.run.skip(lead.source, "robots")
        else:
            self.run.fail(self._page(request.url, lead), Fault("fetch", _cause(failure)))

    def _redirect(self, response: Response, lead: Lead, hops: int) -> Request | None:
        target = _target(response)
        url = _within(lead.source, target) if target else None
        if url is None or hops == MOST_HOPS:
            place = f"redirected to {target}" if url is None else "redirected without end"
            self.run.fail(self._page(response.url, lead, response), Fault("http", place))
        elif url in self._asked:
            self.run.skip(lead.source, "redirected")
        else:
            return self._fetch(replace(lead, url=url), hops + 1)
        return None

    def _page(self, url: str, lead: Lead, response: Response | None = None) -> Page:
        return Page(
            url=url,
            source=lead.source.id,
            body=response.body if response else b"",
            fetched_at=datetime.now(UTC),
            status=response.status if response else 0,
            content_type=_header(response, "Content-Type"),
            x_robots_tag=_header(response, "X-Robots-Tag"),
            robots="allowed" if self._robots else None,
            language=lead.source.language,
            licence=lead.source.licence,
            hint=lead.hint,
        )


_META = {"handle_httpstatus_all": True, "dont_redirect": True}
"""Every answer comes to the spider: it knows which hosts a redirect may lead to."""


def _manners(source: Source) -> dict[str, float]:
    """Delay and concurrency for a source's host; this machine is asked at full speed."""
    asked, here = source.politeness, is_loopback(source.host)
    delay = asked.delay if asked.delay is not None else (0.0 if here else 1.0)
    return {"delay": delay, "concurrency": asked.concurrency or (16 if here else 2)}


def _links(response: Response) -> list[Link]:
    """The links of a listing; raises Fault where it is none."""
    if response.status in REDIRECTS and (target := _target(response)):
        return [Link(target, Hint(found_on=response.url), leads_on=True)]
    if response.status != 200:
        raise Fault("http", f"HTTP {response.status}")
    return read_links(response.body, response.url)


def _target(response: Response) -> str | None:
    location = response.headers.get("Location") or b""
    return canonical(location.decode("latin-1"), response.url)


def _within(source: Source, url: str) -> str | None:
    """Where to follow a redirect, if the source allows: a copy on this machine is never left."""
    path = source.path_of(url)
    if path is None or not is_loopback(source.host):
        return url if path else None
    return source.url_of(path)


def _header(response: Response | None, name: str) -> str | None:
    value = response.headers.get(name) if response else None
    return value.decode("latin-1") if value else None


def _cause(failure: Failure) -> str:
    """A failed download in one line."""
    return f"{type(failure.value).__name__}: {' '.join(str(failure.value).split())[:200]}"
