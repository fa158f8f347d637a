"""`scrapy visit URL [SOURCE]`: fetch pages for `python -m crawler sources`, as a crawl does."""

import argparse
import os
import sys
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError


class Command(ScrapyCommand):
    """Reads URLs from stdin and writes the pages to stdout; usage errors go to stderr."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the arguments for `--help`."""
        return "URL [SOURCE]"

    def short_desc(self) -> str:
        """Return the one-line description for `--help`."""
        return "Fetch pages as a crawl does (for `python -m crawler sources`)"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Fetch pages until stdin ends."""
        # Scrapy imports this module for each command.
        from crawler.base.faults import UsageFault
        from crawler.run.settings import read_settings
        from crawler.sources import load_sources
        from spiders.one_page import link_of
        from spiders.visits import Visits

        if len(args) not in (1, 2) or self.crawler_process is None or self.settings is None:
            raise UsageError("expected a URL of the host")
        try:
            named, folder = args[1:], read_settings(self.settings).sources
            link = link_of(args[0], named, load_sources(folder) if named else {})
        except UsageFault as fault:
            raise UsageError(str(fault), print_help=False) from None
        with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
            sys.stdout = sys.stderr  # nothing else may write between the pages
            self.crawler_process.crawl(Visits, link=link, out=out)
            self.crawler_process.start()
