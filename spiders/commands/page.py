"""`scrapy page URL FILE [SOURCE]`: fetch a page as the crawl does, for `python -m crawler read`."""

import argparse
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import msgspec
from scrapy import Request, Spider
from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.cli.fetching import Fetched
from crawler.discover import Lead
from crawler.faults import Fault, UsageFault
from crawler.given import read_leads
from crawler.manners.pace import pace_of
from crawler.manners.reach import Reach, reach_of
from crawler.settings import read_settings
from crawler.sources import find_source, load_sources
from spiders.answers import OUR_ANSWERS, REDIRECTS, fault_of, followed, moved_to, page_of


class OnePage(Spider):
    """Writes what came of one address into a file. It has no name, so that nobody crawls by it."""

    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012  # Scrapy's form

    def __init__(self, lead: Lead, reach: Reach, file: Path, robots: bool) -> None:
        super().__init__("page")
        self.reach = reach
        self._lead = lead
        self._file = file
        self._robots = robots

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Scrapy's form."""
        settings, contact = crawler.settings, read_settings(crawler.settings).contact
        lead: Lead = arguments["lead"]
        if contact:
            agent = f"{settings['USER_AGENT']} (+{contact})"
            settings.set("USER_AGENT", agent, priority="cmdline")
        pace = {lead.source.host: pace_of(lead.source)}
        settings.set("DOWNLOAD_SLOTS", pace, priority="spider")
        private = [lead.source.host] if lead.source.private else []
        reach = reach_of([lead.url], private, contact is not None)
        robots = settings.getbool("ROBOTSTXT_OBEY")
        spider = cls(lead, reach, Path(arguments["file"]), robots)
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
        self._file.write_bytes(msgspec.msgpack.encode(told))


class Command(ScrapyCommand):
    """Errors of the page are in the file; those of usage on stderr."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """The arguments, for the help."""
        return "URL FILE [SOURCE]"

    def short_desc(self) -> str:
        """One line, for the help."""
        return "Fetch one page as a crawl does (for `python -m crawler read URL`)"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Fetch it."""
        if len(args) not in (2, 3) or self.crawler_process is None or self.settings is None:
            raise UsageError("give an address and a file")
        try:
            lead = _lead(args[0], args[2:], read_settings(self.settings).sources)
        except UsageFault as fault:
            raise UsageError(str(fault), print_help=False) from None
        self.crawler_process.crawl(OnePage, lead=lead, file=args[1])
        self.crawler_process.start()


def _lead(url: str, source: Sequence[str], folder: Path | None) -> Lead:
    """Return the page, as one of the source that is named. Raises UsageFault for what is no address
    and no source."""
    arguments, known = {"url": url}, {}
    for name in source:
        arguments["source"], known[name] = name, find_source(name, load_sources(folder))
    (lead,) = read_leads(arguments, known)
    return lead
