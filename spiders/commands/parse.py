"""`scrapy parse URL`: what a crawl makes of one page. Nothing is kept, and no dump is opened."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
from scrapy import Request
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.display import pprint

from crawler.base.faults import Fault, UsageFault, printable
from crawler.cli.fetching import Fetched
from crawler.contract import encode
from crawler.discover import StoryLink, read_links
from crawler.model import Page
from crawler.reading.page import read_page
from crawler.run.settings import read_settings
from crawler.sources import Source, load_sources
from spiders.one_page import OnePage, lead_of


class Command(ScrapyCommand):
    """Scrapy's own asks the spider for callbacks, of which ours has none without a dump."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """The arguments, for the help."""
        return "[options] URL"

    def short_desc(self) -> str:
        """One line, for the help."""
        return "Read one page as a crawl does, and print its records and the links it follows"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Those of Scrapy's own that mean something here."""
        super().add_options(parser)
        parser.add_argument("--spider", choices=["wire"], default="wire", help="wire")
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="source=ID",
            help="the source that the page is of; else the one on whose host it lies",
        )  # fmt: skip
        parser.add_argument("--noitems", action="store_true", help="without the records")
        parser.add_argument("--nolinks", action="store_true", help="without the links")
        parser.add_argument("--nocolour", action="store_true", help="without colours")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch, read and print. Exit code 1 where there is no page, or none that can be read."""
        if len(args) != 1 or self.crawler_process is None or self.settings is None:
            raise UsageError("give an address")
        try:
            known = load_sources(read_settings(self.settings).sources)
            lead = lead_of(args[0], _sources(opts.spargs), known)
        except UsageFault as fault:
            raise UsageError(str(fault), print_help=False) from None
        came: list[Fetched] = []
        self.crawler_process.crawl(OnePage, lead=lead, keep=came.append)
        self.crawler_process.start()
        page = came[0].page if came else None
        if page is None:
            told = Fault(came[0].kind, came[0].reason) if came else "nothing came"
            print(printable(f"{lead.url}: {told}"), file=sys.stderr)
            self.exitcode = 1
            return
        if not opts.noitems:
            self._print_items(page, not opts.nocolour)
        if not opts.nolinks:
            print("# Requests ", "-" * 65)
            is_known = lead.source.id in known
            pprint([*_requests(page, lead)] if is_known else [], colorize=not opts.nocolour)

    def _print_items(self, page: Page, colour: bool) -> None:
        try:
            outcome = read_page(page)
        except Fault as fault:
            items, why, self.exitcode = [], str(fault), 1
        else:
            items = [msgspec.json.decode(encode(record)) for record in outcome.records]
            why = "; ".join(f"{each.kind}: {each.reason}" for each in outcome.quarantined)
            self.exitcode = int(bool(why))
            why = why or (f"not a story: {outcome.reason}" if not items else "")
        if why:
            print(printable(f"{page.url}: {why}"), file=sys.stderr)
        print("# Scraped Items ", "-" * 60)
        pprint(items, colorize=colour)


def _sources(arguments: list[str]) -> list[str]:
    for argument in arguments:
        if not argument.startswith("source="):
            raise UsageFault(f"-a {argument}: only source= goes with one page")
    return [argument.removeprefix("source=") for argument in arguments[-1:]]


def _requests(page: Page, lead: StoryLink) -> Iterator[Request]:
    """Yield what a crawl of the source would ask for of all that the page links to."""
    source: Source = lead.source
    try:
        links = read_links(page.body, page.url, page.content_type)
    except Fault:
        return
    for link in links:
        path = source.path_of(link.url)
        if path is not None and (link.leads_on or source.kind_of(path)):
            yield Request(source.url_of(path))
