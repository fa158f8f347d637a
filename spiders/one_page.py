"""Spider that fetches one page with a crawl's guard, limits, robots.txt and contact."""

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
from crawler.politeness.request_scope import RequestScope, request_scope
from crawler.run.seeds import read_seeds
from crawler.run.settings import read_settings
from crawler.sources import Source, find_source
from spiders.answers import (
    REDIRECTS,
    fault_of,
    followed,
    moved_to,
    page_of,
    refusal,
    story_meta,
)


def link_of(url: str, named: Sequence[str], known: Mapping[str, Source]) -> StoryLink:
    """Return a link to the page, as one of the named source, else of the source with its host.

    Raises UsageFault for an invalid URL or an unknown source.
    """
    if not named:
        return read_seeds({"url": url}, known)[0]
    source = find_source(named[0], known)
    return read_seeds({"url": url, "source": source.id}, {source.id: source})[0]


class OnePage(Spider):
    """Passes one page, or the failure, to `keep`. Unnamed, so `scrapy crawl` cannot run it."""

    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012  # Scrapy's form

    def __init__(
        self, link: StoryLink, scope: RequestScope, keep: Callable[[Fetched], None], robots: bool
    ) -> None:
        super().__init__("page")
        self.scope = scope
        self._link = link
        self._pass_on = keep
        self._robots = robots

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Create the spider from its arguments `link` and `keep`."""
        settings, contact = crawler.settings, read_settings(crawler.settings).contact
        link: StoryLink = arguments["link"]
        if contact:
            agent = f"{settings['USER_AGENT']} (+{contact})"
            settings.set("USER_AGENT", agent, priority="cmdline")
        pace = {link.source.host: pace_of(link.source)}
        settings.set("DOWNLOAD_SLOTS", pace, priority="spider")
        private = [link.source.host] if link.source.private else []
        scope = request_scope([link.url], private, contact is not None)
        robots = settings.getbool("ROBOTSTXT_OBEY")
        spider = cls(link, scope, arguments["keep"], robots)
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Request the page."""
        yield self._request(self._link.url, 0)

    def read(self, response: Response, hops: int) -> Request | None:
        """Keep the page, or follow a redirect."""
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, self._link.source, hops)
                return followed(response, self._request(url, hops + 1))
            if response.status != 200:
                raise refusal(response)
        except Fault as fault:
            self._keep(fault)
        else:
            page = page_of(self._link, response.url, self._robots, response)
            self._keep(Fetched(page))
        return None

    def lose(self, failure: Failure) -> None:
        """Keep the reason of a failed download."""
        self._keep(fault_of(failure.value))

    def _request(self, url: str, hops: int) -> Request:
        meta, arguments = story_meta(url), {"hops": hops}
        return Request(url, self.read, errback=self.lose, cb_kwargs=arguments, meta=meta)

    def _keep(self, result: Fetched | Fault) -> None:
        if isinstance(result, Fault):
            result = Fetched(kind=result.kind, reason=result.reason)
        self._pass_on(result)
