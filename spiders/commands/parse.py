"""`scrapy parse URL`: print the records and links of one page. No dump is opened or written."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
from scrapy import Request
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.display import pprint

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault, UsageFault, printable
from crawler.cli.fetching import Fetched
from crawler.contract import encode
from crawler.discover import StoryLink, read_links
from crawler.model import Page
from crawler.run.settings import read_settings
from crawler.sources import Source, load_sources
from spiders.one_page import OnePage, link_of


class Command(ScrapyCommand):
    """Replaces Scrapy's command, which needs spider callbacks; ours require a dump."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the arguments for `--help`."""
        return "[options] URL"

    def short_desc(self) -> str:
        """Return the one-line description for `--help`."""
        return "Read one page as a crawl does; print its records and the links a crawl would follow"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of Scrapy's command that apply here."""
        super().add_options(parser)
        parser.add_argument("--spider", choices=["wire"], default="wire", help="wire")
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="source=ID",
            help="the source of the page (default: the source with the URL's host)",
        )  # fmt: skip
        parser.add_argument("--noitems", action="store_true", help="do not print records")
        parser.add_argument("--nolinks", action="store_true", help="do not print links")
        parser.add_argument("--nocolour", action="store_true", help="do not use colours")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch, read and print; set exit code 1 if the page cannot be fetched or read."""
        if len(args) != 1 or self.crawler_process is None or self.settings is None:
            raise UsageError("expected one URL")
        try:
            known = load_sources(read_settings(self.settings).sources)
            story_link = link_of(args[0], _sources(opts.spargs), known)
        except UsageFault as fault:
            raise UsageError(str(fault), print_help=False) from None
        fetched: list[Fetched] = []
        self.crawler_process.crawl(OnePage, link=story_link, keep=fetched.append)
        self.crawler_process.start()
        page = fetched[0].page if fetched else None
        if page is None:
            why = Fault(FaultKind(fetched[0].kind), fetched[0].reason) if fetched else "no response"
            print(printable(f"{story_link.url}: {why}"), file=sys.stderr)
            self.exitcode = 1
            return
        if not opts.noitems:
            self._print_items(page, not opts.nocolour)
        if not opts.nolinks:
            print("# Requests ", "-" * 65)
            is_known = story_link.source.id in known
            pprint([*_requests(page, story_link)] if is_known else [], colorize=not opts.nocolour)

    def _print_items(self, page: Page, colour: bool) -> None:
        from crawler.reading.page import read_page  # Scrapy imports this module for each command

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
            raise UsageFault(f"-a {argument}: only source= is supported for one page")
    return [argument.removeprefix("source=") for argument in arguments[-1:]]


def _requests(page: Page, story_link: StoryLink) -> Iterator[Request]:
    """Yield requests for the links of the page that a crawl of the source would follow."""
    source: Source = story_link.source
    try:
        links = read_links(page.body, page.url, page.content_type)
    except Fault:
        return
    for link in links:
        path = source.path_of(link.url)
        if path is not None and (link.leads_on or source.kind_of(path)):
            yield Request(source.url_of(path))
