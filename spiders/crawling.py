"""Run a crawl, print its summary, and determine its exit code."""

import asyncio
import logging
import sys
from collections.abc import Mapping

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings

from crawler.base.events import Event
from crawler.base.exits import Exit, Shortfall, exit_after, exit_of, exit_of_error
from crawler.base.faults import UsageFault, printable
from crawler.base.gc_tuning import collect_no_more, collect_seldom
from crawler.base.heap import use_one_arena
from crawler.base.interrupts import StoppedError
from crawler.run.json_log import one_line
from crawler.run.metrics_of_run import Metrics
from crawler.run.settings import read_settings
from crawler.run.spider_run import SpiderRun
from crawler.run.summary import ended_fields, summary_of
from pipelines.run import RunExtension
from spiders.jsonlog import is_json, log_json
from spiders.metrics import traffic_of
from spiders.replay import conclude_dry_run
from spiders.stopping import Stopping

logger = logging.getLogger("spiders.commands.crawl")  # as operators know it


def run_crawl(process: AsyncCrawlerProcess, crawler: Crawler, arguments: Mapping[str, str]) -> int:
    """Crawl with the spider's arguments, print one summary line, and return the exit code."""
    if is_json(crawler.settings):
        log_json(crawler)
    try:
        settings = read_settings(crawler.settings)
    except UsageFault as fault:
        return _refuse(crawler.settings, fault)
    metrics = Metrics(settings.metrics)
    crawl = process.crawl(crawler, **arguments)
    Stopping(process, crawler, crawl, settings.drain).listen()
    collect_seldom()
    use_one_arena()
    process.start(install_signal_handlers=False)
    code = conclude_dry_run(crawler.spider, _run_of(crawler, crawl), _conclude(crawler, crawl))
    run = _run_of(crawler, crawl)
    is_written = metrics.report(code, run, traffic_of(crawler.stats.get_stats() if run else {}))
    collect_no_more()
    return int(exit_after(code, None if is_written else Shortfall.METRICS))


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
