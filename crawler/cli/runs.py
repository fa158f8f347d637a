"""List the runs of a dump, newest first, also those that published nothing new.

A table, or with --json one JSON object per line: the run's manifest without its lists of files.

Exit codes: 0, listed, also if no run matches; 1, the dump is damaged, or the reader of the output
has exited; 2, bad usage, or no dump.
"""

from argparse import ArgumentParser, Namespace
from datetime import datetime

from crawler.base.verdicts import RunVerdict
from crawler.cli.list_filters import dump_argument, source_and_day, wanted_day, wanted_source
from crawler.cli.tables import Column, list_arguments, print_list
from crawler.dump.index import read_pointer
from crawler.dump.manifest import Manifest
from crawler.sinks import open_sink
from crawler.tools.runs import RunFilter, find_runs, run_line

COLUMNS = (
    Column("run", 23),
    Column("took", 8, right=True),
    Column("verdict", 8),
    Column("exit", 4, right=True),
    Column("records", 7, right=True),
    Column("unchanged", 9, right=True),
    Column("quarantined", 11, right=True),
    Column("failed", 6, right=True),
    Column("reason"),
)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `runs`."""
    dump_argument(parser)
    source_and_day(parser, "day on which the run began (UTC)")
    parser.add_argument("--verdict", choices=[each.value for each in RunVerdict])
    parser.add_argument(
        "--reason", metavar="TEXT", help="only runs with this text in reason, gates or alarms"
    )
    list_arguments(parser)


def run(options: Namespace) -> int:
    """List runs; return the exit code."""
    sink = open_sink(options.dump)
    verdict = RunVerdict(options.verdict) if options.verdict else None
    wanted = RunFilter(
        wanted_source(options, read_pointer(sink).index),
        wanted_day(options),
        verdict,
        options.reason,
    )
    print_list(options, find_runs(sink, wanted), run_line, COLUMNS, _cells)
    return 0


def _cells(manifest: Manifest) -> tuple[object, ...]:
    counts = manifest.counts
    return (
        manifest.run,
        _took(manifest),
        manifest.verdict.value,
        manifest.exit_code,
        manifest.rows.records,
        counts.unchanged if counts else None,
        counts.quarantined if counts else None,
        counts.failed if counts else None,
        manifest.reason or "",
    )


def _took(manifest: Manifest) -> str:
    started, ended = map(datetime.fromisoformat, (manifest.started_at, manifest.ended_at))
    return str(ended - started)
