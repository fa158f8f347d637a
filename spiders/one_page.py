"""One page, fetched as a crawl fetches it: with its guard, limits, robots.txt and contact."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.base.faults import Fault
from crawler.cli.fetching import Fetched
from crawler.discover import StoryLink
from crawler.politeness.pace import pace_of
from crawler.politeness.reach import Reach, reach_of
from crawler.run.seeds import read_leads
from crawler.run.settings import read_settings
from crawler.sources import Source, find_source
from spiders.answers import OUR_ANSWERS, REDIRECTS, fault_of, followed, moved_to, page_of


def lead_of(url: str, named: Sequence[str], known: Mapping[str, Source]) -> StoryLink:
    """Return the page, as one of the source that is named, else of that on whose host it lies.
    Raises UsageFault for what is no address and no source."""
    if not named:
        return read_leads({"url": url}, known)[0]
    source = find_source(named[0], known)
    return read_leads({"url": url, "source": source.id}, {source.id: source})[0]


class OnePage(Spider):
    """Hands over what came of one address. It has no name, so that nobody crawls by it."""

    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012  # Scrapy's form

    def __init__(
        self, lead: StoryLink, reach: Reach, keep: Callable[[Fetched], None], robots: bool
    ) -> None:
        super().__init__("page")
        self.reach = reach
        self._lead = lead
        self._hand_over = keep
        self._robots = robots

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Scrapy's form."""
        settings, contact = crawler.settings, read_settings(crawler.settings).contact
        lead: StoryLink = arguments["lead"]
        if contact:
            agent = f"{settings['USER_AGENT']} (+{contact})"
            settings.set("USER_AGENT", agent, priority="cmdline")
        pace = {lead.source.host: pace_of(lead.source)}
        settings.set("DOWNLOAD_SLOTS", pace, priority="spider")
        private = [lead.source.host] if lead.source.private else []
        reach = reach_of([lead.url], private, contact is not None)
        robots = settings.getbool("ROBOTSTXT_OBEY")
        spider = cls(lead, reach, arguments["keep"], robots)
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page."""
        yield self._ask(self._lead.url, 0)

    def read(self, response: Response, hops: int) -> Request | None:
        """Keep the page, or follow where it has moved."""
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, self._lead.source, hops)
                return followed(response, self._ask(url, hops + 1))
            if response.status != 200:
                raise Fault("http", f"HTTP {response.status}")
        except Fault as fault:
            self._keep(fault)
        else:
            page = page_of(self._lead, response.url, self._robots, response)
            self._keep(Fetched(page))
        return None

    def lose(self, failure: Failure) -> None:
        """Keep why there is no page."""
        self._keep(fault_of(failure.value))

    def _ask(self, url: str, hops: int) -> Request:
        meta = {**OUR_ANSWERS, "is_story": True}
        return Request(url, self.read, errback=self.lose, cb_kwargs={"hops": hops}, meta=meta)

    def _keep(self, told: Fetched | Fault) -> None:
        if isinstance(told, Fault):
            told = Fetched(kind=told.kind, reason=told.reason)
        self._hand_over(told)
