"""The crawl's spider: discovers stories, then fetches them newest first. Parses no stories."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Self

from msgspec.structs import replace
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.archive.pages import fields_of
from crawler.base.fault_kinds import BARRED, FaultKind
from crawler.base.faults import Fault
from crawler.base.skips import SkipReason
from crawler.base.text import counted
from crawler.base.urls import without_user
from crawler.discover import Frontier, StoryLink
from crawler.discover.marks import Marks
from crawler.model import Page
from crawler.politeness.pace import concurrency_of, pace_of, total_concurrency
from crawler.politeness.request_scope import RequestScope
from crawler.run.crawl_plan import CrawlPlan, read_crawl_plan
from crawler.run.report import Crawled
from crawler.run.settings import read_settings
from crawler.run.spider_run import SpiderRun
from pipelines.run import Cluster, spider_run_of
from spiders.answers import (
    REDIRECTS,
    LeaseLostError,
    fault_of,
    followed,
    is_conditional,
    page_of,
    refusal,
    story_meta,
    story_moved_to,
)
from spiders.handler import RECORDED
from spiders.middlewares.archive import exchange_of
from spiders.search import Search
from spiders.stories import Stories

Ahead = Callable[[Iterator[StoryLink]], Awaitable[Iterable[StoryLink]]]


async def _all_of(links: Iterator[StoryLink]) -> Iterator[StoryLink]:
    return links


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
        self._requested: dict[str, Marks] = {}
        """Hashes of requested URLs of listings and stories, by source."""
        self.search: Search | None = None
        """The discovery, once it has started."""
        self.arguments: dict[str, str] = {}
        """Arguments as given, for the manifest."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Create the spider. Raises UsageFault for invalid arguments."""
        settings, given = crawler.settings, read_settings(crawler.settings)
        today, contact = datetime.now(UTC).date(), given.contact
        if given.cluster:
            from spiders.cluster import configure  # loads the client of the service

            plan = configure(settings, given, arguments)
        else:
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
    def run(self) -> SpiderRun:
        """The run that counts the pages."""
        return spider_run_of(self.crawler)

    async def start(self) -> AsyncIterator[Request]:
        """Crawl everything; in a cluster, the shards that this process takes."""
        for note in self.plan.notes:
            self.logger.info(note)
        cluster = self.crawler.get_extension(Cluster)
        async for request in cluster.requests(self) if cluster else self.crawl(self.plan):
            yield request

    async def crawl(self, plan: CrawlPlan, ahead: Ahead = _all_of) -> AsyncIterator[Request]:
        """Yield requests for all listings, then fetch all stories: the newest are known only then.

        `ahead` selects the stories that are requested.
        """
        requested = Marks()
        for source in plan.sources:
            self._requested[source.id] = requested
            self.run.begin(Crawled(source, plan.extent, source.id in plan.accepted))
        self.search = search = Search(plan.frontiers, self.run, requested, self.crawler)
        self.crawler.signals.connect(search.read_robots, signals.robots_parsed)
        async for request in search.requests():
            yield request
        readers = read_settings(self.settings).readers
        stories = Stories(self.crawler, readers, self._request, self.read_story, self.lose_story)
        # All of them, for the total in the progress line; no list of them, as there may be 50,000.
        stories.take(await ahead(self._links(plan)))
        self.run.phase = "fetching"
        await stories.fetch()
        for source in plan.sources:  # in a cluster, a process may crawl a thousand one by one
            self._requested.pop(source.id, None)

    def _links(self, plan: CrawlPlan) -> Iterator[StoryLink]:
        for link in plan.links:
            self.run.report.of(link.source.id).find(1)
            yield link
        for frontier in plan.frontiers:
            yield from self._found(frontier)

    def _found(self, frontier: Frontier) -> Iterator[StoryLink]:
        links = frontier.stories()
        for reason, count in frontier.skipped.items():
            self.run.report.of(frontier.source.id).skip(reason, count)
        if frontier.refused:
            cause = f"listing limit reached; {counted(frontier.refused, 'listing')} skipped"
            self.run.miss_listing(frontier.source, frontier.source.base, cause)
        return links

    def _request(self, link: StoryLink, way: tuple[str, ...] = ()) -> Request | None:
        """Return the request for a story; None if none is needed. `way` is its redirect chain."""
        if hash(link.url) in (requested := self._requested[link.source.id]):
            self.run.report.of(link.source.id).skip(SkipReason.REDIRECTED)
            return None
        headers = {} if self.plan.rereads else self.run.plan(link)
        if headers is None:
            return None
        requested.add(hash(link.url))
        return Request(
            link.url,
            NO_CALLBACK,
            cb_kwargs={"link": link, "way": way},
            meta=story_meta(link.url),
            headers=headers,
        )

    def read_story(
        self, response: Response, link: StoryLink, way: tuple[str, ...]
    ) -> Page | Request | None:
        """Return the page for the pipelines, or follow a redirect; count everything else."""
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
                self.run.fail(page, refusal(response))
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
        return replace(page, archive=self.run.archive(exchange))

    def lose_story(self, link: StoryLink, url: str, error: BaseException) -> None:
        """Count a story that could not be fetched or is not allowed to be."""
        if isinstance(error, LeaseLostError):
            return  # the next worker fetches it
        fault = fault_of(error)
        report = self.run.report.of(link.source.id)
        if fault.kind == FaultKind.ROBOTS:
            report.skip(SkipReason(fault.kind))
        elif fault.kind in BARRED:
            report.skip(SkipReason(fault.kind))
            report.unread += 1
        else:
            self.run.fail(page_of(link, url, self._robots), fault)
