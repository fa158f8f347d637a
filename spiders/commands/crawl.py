"""`scrapy crawl` with meaningful exit codes (table in docs/operating.md)."""

import argparse
import logging

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from crawler.reading.workers.spawning import end_ahead, spawn_ahead
from crawler.run.arguments import CRAWL, REPLAY


class Command(CrawlCommand):
    """Replaces Scrapy's command, which exits 0 even if nothing was fetched or published."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options and the description of the `-a` arguments."""
        super().add_options(parser)
        for spider, arguments in (("wire", CRAWL), ("replay", REPLAY)):
            group = parser.add_argument_group(f"arguments of the spider {spider} (-a NAME=VALUE)")
            group.description = "; ".join(f"{name}={text}" for name, text in arguments.items())

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Set up logging before the crawler process exists, which starts to log at once. Start the
        first worker before all that a crawl needs is imported."""
        opts.spargs = _each_once(opts.spargs)
        super().process_options(args, opts)
        assert self.settings is not None  # noqa: S101  # set by Scrapy's base class
        if (level := self.settings["LOG_LEVEL"]) not in logging.getLevelNamesMapping():
            raise UsageError(f"LOG_LEVEL: unknown level {level!r}", print_help=False)
        if self.settings["WIRE_READERS"] != "0":
            spawn_ahead()
        from spiders.jsonlog import is_json
        from spiders.log import hush

        if is_json(self.settings):
            self.settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
        hush()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, print one summary line, and set the exit code."""
        try:
            self._crawl(args, opts.spargs)
        finally:
            end_ahead()

    def _crawl(self, args: list[str], arguments: dict[str, str]) -> None:
        from spiders.crawling import run_crawl  # loads what only a crawl needs

        if len(args) != 1 or self.crawler_process is None:
            raise UsageError("expected the name of one spider")
        assert isinstance(self.crawler_process, AsyncCrawlerProcess)  # noqa: S101  # see settings
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            raise UsageError(f"no such spider: {args[0]}", print_help=False) from None
        self.exitcode = run_crawl(self.crawler_process, crawler, arguments)


def _each_once(given: list[str]) -> list[str]:
    """Return the spider's arguments, with repeated `source=` joined by commas.

    Raises UsageError for any other argument that is given twice.

    >>> _each_once(["source=a", "full=1", "source=b"])
    ['source=a,b', 'full=1']
    """
    values: dict[str, list[str]] = {}
    for argument in given:
        name, _, value = argument.partition("=")
        values.setdefault(name, []).append(value)
        if len(values[name]) > 1 and name != "source":
            raise UsageError(f"-a {name}= is given twice", print_help=False)
    return [f"{name}={','.join(several)}" for name, several in values.items()]
