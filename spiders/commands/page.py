"""`scrapy page URL FILE [SOURCE]`: fetch a page as the crawl does, for `python -m crawler read`."""

import argparse
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError


class Command(ScrapyCommand):
    """Writes the page, or the reason of a failure, to FILE; usage errors go to stderr."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the arguments for `--help`."""
        return "URL FILE [SOURCE]"

    def short_desc(self) -> str:
        """Return the one-line description for `--help`."""
        return "Fetch one page as a crawl does (for `python -m crawler read URL`)"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Fetch the page and write it to the file."""
        import msgspec  # Scrapy imports this module for each command

        from crawler.base.faults import UsageFault
        from crawler.run.settings import read_settings
        from crawler.sources import load_sources
        from spiders.one_page import OnePage, link_of

        if len(args) not in (2, 3) or self.crawler_process is None or self.settings is None:
            raise UsageError("expected a URL and a file")
        try:
            named, folder = args[2:], read_settings(self.settings).sources
            link = link_of(args[0], named, load_sources(folder) if named else {})
        except UsageFault as fault:
            raise UsageError(str(fault), print_help=False) from None
        file = Path(args[1])
        self.crawler_process.crawl(
            OnePage, link=link, keep=lambda page: file.write_bytes(msgspec.msgpack.encode(page))
        )
        self.crawler_process.start()
