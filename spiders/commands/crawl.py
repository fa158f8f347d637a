"""`scrapy crawl` with meaningful exit codes (table in docs/operating.md)."""

import argparse
import asyncio
import logging
import sys

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.base.events import Event
from crawler.base.exits import Exit, Shortfall, exit_after, exit_of, exit_of_error
from crawler.base.faults import UsageFault, printable
from crawler.base.gc_tuning import collect_seldom
from crawler.base.interrupts import StoppedError
from crawler.run.crawl_plan import ARGUMENTS
from crawler.run.json_log import one_line
from crawler.run.metrics_of_run import Metrics
from crawler.run.replay_arguments import ARGUMENTS as REPLAY_ARGUMENTS
from crawler.run.settings import read_settings
from crawler.run.spider_run import SpiderRun
from crawler.run.summary import ended_fields, summary_of
from pipelines.run import RunExtension
from spiders.jsonlog import is_json, log_json
from spiders.log import hush
from spiders.metrics import traffic_of
from spiders.replay import conclude_dry_run
from spiders.stopping import Stopping

logger = logging.getLogger(__name__)


class Command(CrawlCommand):
    """Replaces Scrapy's command, which exits 0 even if nothing was fetched or published."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options and the description of the `-a` arguments."""
        super().add_options(parser)
        for spider, arguments in (("wire", ARGUMENTS), ("replay", REPLAY_ARGUMENTS)):
            group = parser.add_argument_group(f"arguments of the spider {spider} (-a NAME=VALUE)")
            group.description = "; ".join(f"{name}={text}" for name, text in arguments.items())

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Set up logging before the crawler process exists, which starts to log at once."""
        opts.spargs = _each_once(opts.spargs)
        super().process_options(args, opts)
        assert self.settings is not None  # noqa: S101  # set by Scrapy's base class
        if (level := self.settings["LOG_LEVEL"]) not in logging.getLevelNamesMapping():
            raise UsageError(f"LOG_LEVEL: unknown level {level!r}", print_help=False)
        if is_json(self.settings):
            self.settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
        hush()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, print one summary line, and set the exit code."""
        if len(args) != 1 or self.crawler_process is None:
            raise UsageError("expected the name of one spider")
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            raise UsageError(f"no such spider: {args[0]}", print_help=False) from None
        if is_json(crawler.settings):
            log_json(crawler)
        try:
            settings = read_settings(crawler.settings)
        except UsageFault as fault:
            self.exitcode = _refuse(crawler.settings, fault)
            return
        metrics = Metrics(settings.metrics)
        crawl = self.crawler_process.crawl(crawler, **opts.spargs)
        assert isinstance(crawl, asyncio.Task)  # noqa: S101  # the reactor is asyncio's
        assert isinstance(self.crawler_process, AsyncCrawlerProcess)  # noqa: S101  # likewise
        Stopping(self.crawler_process, crawler, crawl, settings.drain).listen()
        collect_seldom()
        self.crawler_process.start(install_signal_handlers=False)
        code = conclude_dry_run(crawler.spider, _run_of(crawler, crawl), _conclude(crawler, crawl))
        run = _run_of(crawler, crawl)
        is_written = metrics.report(code, run, traffic_of(crawler.stats.get_stats() if run else {}))
        self.exitcode = int(exit_after(code, None if is_written else Shortfall.METRICS))


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


def _conclude(crawler: Crawler, crawl: "asyncio.Task[None]") -> Exit:
    """Print the summary line of a finished crawl and return its exit code."""
    error = _error_of(crawl)
    if isinstance(error, UsageFault):
        return _refuse(crawler.settings, error)
    if isinstance(error, StoppedError):
        summary = (
            f"{crawler.spidercls.name}: stopped by {error} while opening the dump; nothing crawled"
        )
        code = exit_of_error(error)
        _conclude_with(summary, code, None, crawler.settings)
        return code
    if error is not None:
        extra = {"exit_code": exit_of_error(error)}
        logger.critical(
            "%s: %s: %s", Event.CRASH, type(error).__name__, error, exc_info=error, extra=extra
        )
    run = _run_of(crawler, crawl)
    if run is None:
        return exit_of(None)
    code = run.exit_code
    run.shortfalls[Shortfall.FEED] = run.shortfalls.get(Shortfall.FEED) or _unstored(crawler)
    for shortfall, cause in run.shortfalls.items():
        code = exit_after(code, shortfall if cause else None)
    summary = f"{crawler.spidercls.name}: {summary_of(run, code, crawler.settings['WIRE_DUMP'])}"
    _conclude_with(summary, code, run, crawler.settings)
    return code


def _conclude_with(summary: str, code: int, run: SpiderRun | None, settings: BaseSettings) -> None:
    """Print the summary line on stdout, as JSON if the log is JSON.

    Collectors that merge stdout and stderr (journald, containers) then get only JSON.
    """
    if not is_json(settings):
        print(summary)
        return
    print(one_line(logging.INFO, logger.name, summary, ended_fields(code, run)))


def _error_of(crawl: "asyncio.Task[None]") -> BaseException | None:
    return crawl.exception() if crawl.done() and not crawl.cancelled() else None


def _run_of(crawler: Crawler, crawl: "asyncio.Task[None]") -> SpiderRun | None:
    """Return the run of a finished crawl; None if the crawl failed before it had one."""
    if _error_of(crawl):
        return None
    extension = crawler.get_extension(RunExtension)
    return extension.run if extension else None


def _refuse(settings: BaseSettings, fault: UsageFault) -> Exit:
    """Print why nothing is crawled, in one line; return the exit code."""
    code = exit_of_error(fault)
    if is_json(settings):
        logger.error("%s", fault, extra={"exit_code": code})
    else:
        print(f"scrapy crawl: {printable(str(fault))}", file=sys.stderr)
    return code


def _unstored(crawler: Crawler) -> str | None:
    """Why a feed was not stored, which Scrapy only counts and logs."""
    stats = crawler.stats.get_stats() if crawler.stats else {}
    is_unstored = any(key.startswith("feedexport/failed_count") for key in stats)
    return "a feed could not be stored" if is_unstored else None
