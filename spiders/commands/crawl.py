"""`scrapy crawl`, with exit codes that tell the truth (docs/operating.md has the table)."""

import argparse
import asyncio
import sys

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError

from crawler.faults import UsageFault
from crawler.ledger import LockedError
from pipelines.run import Run
from spiders.log import hush
from spiders.stopping import Stopping

OK, PARTIAL, MISUSED, FAILED, LOCKED, WITHHELD = 0, 1, 2, 3, 4, 5


class Command(CrawlCommand):
    """Scrapy's own command exits 0 even when nothing was fetched or published."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Before the process is made, which would begin to chatter."""
        super().process_options(args, opts)
        hush()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, print one summary line, and set the exit code."""
        if len(args) != 1 or self.crawler_process is None:
            raise UsageError("give the name of one spider")
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            raise UsageError(f"no such spider: {args[0]}", print_help=False) from None
        crawl = self.crawler_process.crawl(crawler, **opts.spargs)
        assert isinstance(crawl, asyncio.Task)  # noqa: S101  # the reactor is asyncio's
        assert isinstance(self.crawler_process, AsyncCrawlerProcess)  # noqa: S101  # so it is, too
        stopping = Stopping(self.crawler_process, crawler, crawl)
        stopping.listen()
        self.crawler_process.start(install_signal_handlers=False)
        self.exitcode = _conclude(crawler, crawl)


def _conclude(crawler: Crawler, crawl: "asyncio.Task[None]") -> int:
    """The exit code of an ended crawl; says on the terminal what it came to."""
    error = crawl.exception() if crawl.done() and not crawl.cancelled() else None
    if isinstance(error, UsageFault):
        print(f"scrapy crawl: {error}", file=sys.stderr)
        return LOCKED if isinstance(error, LockedError) else MISUSED
    run = crawler.get_extension(Run) if error is None else None
    if run is None:
        return FAILED
    print(_summary(run, crawler.settings["WIRE_DUMP"]))
    return _judge(run, crawler.stats.get_value("spider_exceptions/count", 0))


def _judge(run: Run, exceptions: int) -> int:
    if run.published is None or run.published.verdict == "failed":
        return FAILED
    if run.published.withheld:
        return WITHHELD
    lost = run.counts.failed - run.dead
    whole = run.reason == "finished" and not (lost or run.missed or run.bugs or exceptions)
    return OK if whole else PARTIAL


def _summary(run: Run, dump: str) -> str:
    counts = (run.published and run.published.counts) or run.counts
    withheld = f", withheld {counts.withheld}" if counts.withheld else ""
    told = (
        f"wire: discovered {counts.discovered} (skipped {counts.skipped}, failed {counts.failed}), "
        f"fetched {counts.fetched} (published {counts.published}, unchanged {counts.unchanged}, "
        f"duplicate {counts.duplicate}, quarantined {counts.quarantined}, "
        f"not a story {counts.not_a_story}{withheld})"
    )
    if run.published is None:
        return f"{told}; not published: {run.error or 'ended at once'}"
    reason = f", {run.published.reason}" if run.published.reason else ""
    return f"{told}; dump {dump} version {run.published.version}{reason}"
