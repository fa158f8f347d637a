"""The crawl's spider: discovers stories, then fetches them newest first. Parses no stories."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

from msgspec.structs import replace as struct_replace
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive.pages import fields_of
from crawler.base.fault_kinds import BARRED, FaultKind
from crawler.base.faults import Fault
from crawler.base.skips import SkipReason
from crawler.base.text import counted
from crawler.base.urls import without_user
from crawler.discover import Frontier, StoryLink
from crawler.model import Page
from crawler.politeness.pace import concurrency_of, pace_of, total_concurrency
from crawler.politeness.request_scope import RequestScope
from crawler.run.crawl_plan import CrawlPlan, read_crawl_plan
from crawler.run.report import Crawled
from crawler.run.run import Run
from crawler.run.settings import read_settings
from pipelines.run import run_of
from spiders.answers import (
    OUR_ANSWERS,
    REDIRECTS,
    fault_of,
    followed,
    is_cancelled,
    is_conditional,
    page_of,
    story_moved_to,
)
from spiders.handler import RECORDED
from spiders.middlewares.archive import exchange_of
from spiders.search import Search


class Wire(Spider):
    """The spider of `scrapy crawl wire`; docs/operating.md describes its arguments."""

    name = "wire"
    custom_settings = {  # noqa: RUF012  # Scrapy's form
        "EXTENSIONS": {
            "pipelines.run.CrawlRun": 0,
            "spiders.progress.Progress": 1,
        }
    }

    def __init__(self, plan: CrawlPlan, scope: RequestScope, robots: bool) -> None:
        super().__init__()
        self.plan = plan
        self.scope = scope
        self._robots = robots
        self._requested: set[str] = set()
        """Requested URLs of listings and stories."""
        self._open: Counter[str] = Counter()
        """Stories in flight, by source."""
        self._ended = asyncio.Event()
        self.search: Search | None = None
        """The discovery, once it has started."""
        self.arguments: dict[str, str] = {}
        """Arguments as given, for the manifest."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Create the spider. Raises UsageFault for invalid arguments."""
        settings, given = crawler.settings, read_settings(crawler.settings)
        today, contact = datetime.now(UTC).date(), given.contact
        plan = read_crawl_plan(arguments, given.sources, contact, today)
        paces = {source.host: pace_of(source) for source in plan.sources}
        settings.set("DOWNLOAD_SLOTS", paces, priority="spider")
        most = max(map(concurrency_of, plan.sources))  # also the number of connections kept open
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", most, priority="spider")
        settings.set("CONCURRENT_REQUESTS", total_concurrency(plan.sources), priority="spider")
        if contact:
            agent = f"{settings['USER_AGENT']} (+{contact})"
            settings.set("USER_AGENT", agent, priority="cmdline")  # overrides -s
        scope, robots = plan.scope(contact), settings.getbool("ROBOTSTXT_OBEY")
        spider = cls(plan, scope, robots)
        spider.arguments = {name: without_user(str(value)) for name, value in arguments.items()}
        spider._set_crawler(crawler)
        return spider

    @property
    def run(self) -> Run:
        """The run that counts the pages."""
        return run_of(self.crawler)

    async def start(self) -> AsyncIterator[Request]:
        """Yield requests for all listings, then for all stories: the newest are known only then."""
        for note in self.plan.notes:
            self.logger.info(note)
        for source in self.plan.sources:
            accepted = source.id in self.plan.accepted
            self.run.begin(Crawled(source, self.plan.extent, accepted))
        self.search = search = Search(self.plan.frontiers, self.run, self._requested)
        self.crawler.signals.connect(search.read_robots, signals.robots_parsed)
        async for request in search.requests():
            yield request
        waiting: defaultdict[str, deque[StoryLink]] = defaultdict(deque)
        for link in self._links():  # all of them, for the total in the progress line
            waiting[link.source.id].append(link)
        self.run.phase = "fetching"
        async for link in self._in_turn(waiting):
            if (story_request := self._request(link)) is not None:
                yield story_request
            else:
                await asyncio.sleep(0)  # there may be 100,000 that need no request

    async def _in_turn(self, waiting: dict[str, deque[StoryLink]]) -> AsyncIterator[StoryLink]:
        """Yield each link once its source has a free request, so no slow host delays another.

        Links are queued by source instead of requests, which cost far more memory.
        """
        while waiting:
            self._ended.clear()
            for source, queue in [*waiting.items()]:
                while queue and self._open[source] < concurrency_of(queue[0].source):
                    yield queue.popleft()
                if not queue:
                    del waiting[source]
            if waiting:
                await self._ended.wait()

    def _links(self) -> Iterator[StoryLink]:
        for link in self.plan.links:
            self.run.report.of(link.source.id).find(1)
            yield link
        for frontier in self.plan.frontiers:
            yield from self._found(frontier)

    def _found(self, frontier: Frontier) -> list[StoryLink]:
        links = frontier.stories()
        for reason, count in frontier.skipped.items():
            self.run.report.of(frontier.source.id).skip(reason, count)
        if frontier.refused:
            cause = f"listing limit reached; {counted(frontier.refused, 'listing')} skipped"
            self.run.miss_listing(frontier.source, frontier.source.base, cause)
        return links

    def _request(self, link: StoryLink, way: tuple[str, ...] = ()) -> Request | None:
        """Return the request for a story; None if none is needed. `way` is its redirect chain."""
        if link.url in self._requested:
            self.run.report.of(link.source.id).skip(SkipReason.REDIRECTED)
            return None
        headers = {} if self.plan.rereads else self.run.plan(link)
        if headers is None:
            return None
        self._requested.add(link.url)
        self._open[link.source.id] += 1
        return Request(
            link.url,
            self.read_story,
            errback=self.lose_story,
            cb_kwargs={"link": link, "way": way},
            meta={**OUR_ANSWERS, "is_story": True},
            headers=headers,
        )

    def read_story(
        self, response: Response, link: StoryLink, way: tuple[str, ...]
    ) -> Page | Request | None:
        """Return the page for the pipelines, or follow a redirect; count everything else."""
        self._end(link)
        page = page_of(link, response.url, self._robots, response, next(iter(way), None))
        try:
            if response.status in REDIRECTS:
                url = story_moved_to(response, link, len(way))
                moved = self._request(replace(link, url=url), (*way, link.url))
                return followed(response, moved) if moved else None
            if response.status == 304 and is_conditional(response):
                self.run.confirm(page.fetch)
            elif response.status == 200:
                page = self._archived(page, response)
                self.run.receive(page.fetch)
                return page
            else:
                self.run.fail(page, Fault(FaultKind.HTTP, f"HTTP {response.status}"))
        except Fault as fault:
            self.run.fail(page, fault)
        return None

    def _archived(self, page: Page, response: Response) -> Page:
        """Archive a story's answer with what is known of the page (WIRE_RAW); return the page with
        its place."""
        recorded = response.meta.get(RECORDED)
        if recorded is None:
            return page
        response.meta[RECORDED] = None
        exchange = exchange_of(response, recorded, page.fetched_at, fields_of(page))
        return struct_replace(page, archive=self.run.archive(exchange))

    def lose_story(self, failure: Failure) -> None:
        """Count a story that could not be fetched or is not allowed to be."""
        request = failure.request  # type: ignore[attr-defined]
        link: StoryLink = request.cb_kwargs["link"]
        self._end(link)
        if is_cancelled(failure.value):
            return  # counted at the end, with those never requested
        fault = fault_of(failure.value)
        report = self.run.report.of(link.source.id)
        if fault.kind == FaultKind.ROBOTS:
            report.skip(SkipReason(fault.kind))
        elif fault.kind in BARRED:
            report.skip(SkipReason(fault.kind))
            report.unread += 1
        else:
            self.run.fail(page_of(link, request.url, self._robots), fault)

    def _end(self, link: StoryLink) -> None:
        self._open[link.source.id] -= 1
        self._ended.set()
