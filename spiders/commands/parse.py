"""`scrapy parse URL`: print the records and links of one page. No dump is opened or written."""

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError


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
        from crawler.base.faults import UsageFault  # Scrapy imports this module for each command
        from spiders.parsing import parse_page

        if len(args) != 1 or self.crawler_process is None or self.settings is None:
            raise UsageError("expected one URL")
        try:
            is_read = parse_page(self.crawler_process, self.settings, args[0], opts)
        except UsageFault as fault:
            raise UsageError(str(fault), print_help=False) from None
        self.exitcode = int(not is_read)
