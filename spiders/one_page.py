"""Spider that fetches one page with a crawl's guard, limits, robots.txt and contact."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.base.fault_kinds import FaultKind
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
    """Return a link to the page, as one of the named source, else of the source with its host.

    Raises UsageFault for an invalid URL or an unknown source.
    """
    if not named:
        return read_leads({"url": url}, known)[0]
    source = find_source(named[0], known)
    return read_leads({"url": url, "source": source.id}, {source.id: source})[0]


class OnePage(Spider):
    """Passes one page, or the failure, to `keep`. Unnamed, so `scrapy crawl` cannot run it."""

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
        """Create the spider from its arguments `lead` and `keep`."""
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
        """Request the page."""
        yield self._ask(self._lead.url, 0)

    def read(self, response: Response, hops: int) -> Request | None:
        """Keep the page, or follow a redirect."""
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, self._lead.source, hops)
                return followed(response, self._ask(url, hops + 1))
            if response.status != 200:
                raise Fault(FaultKind.HTTP, f"HTTP {response.status}")
        except Fault as fault:
            self._keep(fault)
        else:
            page = page_of(self._lead, response.url, self._robots, response)
            self._keep(Fetched(page))
        return None

    def lose(self, failure: Failure) -> None:
        """Keep the reason of a failed download."""
        self._keep(fault_of(failure.value))

    def _ask(self, url: str, hops: int) -> Request:
        meta = {**OUR_ANSWERS, "is_story": True}
        return Request(url, self.read, errback=self.lose, cb_kwargs={"hops": hops}, meta=meta)

    def _keep(self, result: Fetched | Fault) -> None:
        if isinstance(result, Fault):
            result = Fetched(kind=result.kind, reason=result.reason)
        self._hand_over(result)
