"""The work of the command `bulk`: settings, log, signals, the batch, and its summary."""

import logging
import sys
from argparse import Namespace
from contextlib import ExitStack

from crawler.base.exits import Exit, Shortfall, exit_after, exit_of, exit_of_error
from crawler.base.faults import UsageFault, printable
from crawler.base.gc_tuning import collect_seldom
from crawler.base.interrupts import StoppedError
from crawler.bulk.conduct import Conductor
from crawler.bulk.engine import Engine, open_engine
from crawler.bulk.order import Order, read_order
from crawler.cli.archive_figures import ArchiveFigures
from crawler.cli.bulk_watch import EndedAtOnce, Watch
from crawler.cli.run_log import RunLog
from crawler.run.json_log import one_line
from crawler.run.metrics import Traffic
from crawler.run.metrics_of_run import Metrics
from crawler.run.run import Run
from crawler.run.settings import Settings, read_environment
from crawler.run.summary import ended_fields, summary_of

logger = logging.getLogger(__name__)


class BulkCommand:
    """One invocation of `bulk`."""

    def __init__(self, options: Namespace) -> None:
        self._options = options

    def run(self) -> Exit:
        """Read the archives, and print the summary; return the exit code. Raises UsageFault."""
        options = self._options
        settings = read_environment(options.dump)
        chosen = [name for name in options.source.split(",") if name]
        accepted = [name for name in options.accept.split(",") if name]
        order = read_order(options.archives, chosen, accepted, settings.sources)
        metrics = Metrics(settings.metrics)
        log = RunLog(settings.log == "json")
        collect_seldom()
        run: Run | None = None
        try:
            engine = open_engine(options.on, max(1, settings.readers), order.job.code)
            run = self._conduct(order, settings, engine, log)
            code = _code_of(run)
            summary = f"bulk: {summary_of(run, code, options.dump)}"
        except (UsageFault, StoppedError) as error:
            code = exit_of_error(error)
            if isinstance(error, UsageFault):
                self._refuse(error, code, settings)
            summary = f"bulk: stopped by {error} while opening the dump; nothing read"
        is_written = metrics.report(code, run, Traffic())
        if run or code == Exit.PARTIAL:
            self._print(summary, code, run, settings)
        return exit_after(code, None if is_written else Shortfall.METRICS)

    def _conduct(self, order: Order, settings: Settings, engine: Engine, log: RunLog) -> Run:
        options = self._options
        conductor = Conductor(order, settings, options.work)
        with ExitStack() as undo:
            undo.callback(engine.close)
            figures = undo.enter_context(ArchiveFigures(options.report))
            arguments = {"warc": " ".join(options.archives), "on": options.on}
            arguments |= {n: v for n in ("source", "accept") if (v := getattr(options, n))}
            run = conductor.open_run(arguments)
            log.name_run(run)
            with Watch(run, settings.progress, log) as watch:
                try:
                    conductor.conduct(run, engine, watch.notice, figures.write)
                except BaseException as error:
                    run.session.close()
                    if not isinstance(error, EndedAtOnce):
                        raise
                    logger.warning("stopping now; the next run publishes the sealed parts")
            return run

    def _refuse(self, fault: UsageFault, code: Exit, settings: Settings) -> None:
        if settings.log == "json":
            logger.error("%s", fault, extra={"exit_code": code})
        else:
            print(f"python -m crawler bulk: {printable(str(fault))}", file=sys.stderr)

    def _print(self, summary: str, code: Exit, run: Run | None, settings: Settings) -> None:
        if settings.log == "json":
            summary = one_line(logging.INFO, logger.name, summary, ended_fields(code, run))
        print(summary)


def _code_of(run: Run) -> Exit:
    code = run.published.exit_code if run.published else exit_of(None)
    for shortfall, cause in run.shortfalls.items():
        code = exit_after(code, shortfall if cause else None)
    return code
