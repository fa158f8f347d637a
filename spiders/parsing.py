"""Print the records and links of one page, as `scrapy parse` does."""

import argparse
import sys
from collections.abc import Iterator

import msgspec
from scrapy import Request
from scrapy.crawler import CrawlerProcessBase
from scrapy.settings import BaseSettings
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


def parse_page(
    process: CrawlerProcessBase,
    settings: BaseSettings,
    url: str,
    options: argparse.Namespace,
) -> bool:
    """Fetch, read and print; return whether the page could be fetched and read. Raises UsageFault
    for an invalid URL, argument or setting."""
    known = load_sources(read_settings(settings).sources)
    story_link = link_of(url, _sources(options.spargs), known)
    fetched: list[Fetched] = []
    process.crawl(OnePage, link=story_link, keep=fetched.append)
    process.start()
    page = fetched[0].page if fetched else None
    if page is None:
        why = Fault(FaultKind(fetched[0].kind), fetched[0].reason) if fetched else "no response"
        print(printable(f"{story_link.url}: {why}"), file=sys.stderr)
        return False
    is_read = options.noitems or _print_items(page, not options.nocolour)
    if not options.nolinks:
        print("# Requests ", "-" * 65)
        is_known = story_link.source.id in known
        pprint([*_requests(page, story_link)] if is_known else [], colorize=not options.nocolour)
    return is_read


def _print_items(page: Page, colour: bool) -> bool:
    """Print the records; return whether the page could be read."""
    from crawler.reading.page import read_page  # loads all rules

    is_read = True
    try:
        outcome = read_page(page)
    except Fault as fault:
        items, why, is_read = [], str(fault), False
    else:
        items = [msgspec.json.decode(encode(record)) for record in outcome.records]
        why = "; ".join(f"{each.kind}: {each.reason}" for each in outcome.quarantined)
        is_read = not why
        why = why or (f"not a story: {outcome.reason}" if not items else "")
    if why:
        print(printable(f"{page.url}: {why}"), file=sys.stderr)
    print("# Scraped Items ", "-" * 60)
    pprint(items, colorize=colour)
    return is_read


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
