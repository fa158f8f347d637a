"""List and search the quarantined pages of a dump, newest run first.

A table, or with --json the rows themselves, one per line, with the record as far as it was read.

Exit codes: 0, listed, also if no page matches; 1, the dump is damaged, or the reader of the output
has exited; 2, bad usage, or no dump.
"""

from argparse import ArgumentParser, Namespace

from crawler.cli.list_filters import (
    dump_argument,
    run_arguments,
    source_and_day,
    wanted_day,
    wanted_runs,
    wanted_source,
)
from crawler.cli.reading_progress import reading
from crawler.cli.tables import Column, list_arguments, print_list
from crawler.dump.reader import read_index
from crawler.sinks import open_sink
from crawler.tools.search import FoundPage, QuarantineFilter, find_quarantined

COLUMNS = (
    Column("fetched", 20),
    Column("source", 16),
    Column("kind", 12),
    Column("reason", 44),
    Column("url"),
)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `quarantine`."""
    dump_argument(parser)
    parser.add_argument("--text", help="only rows with this text, in any case")
    source_and_day(parser, "day on which the page was fetched (UTC)")
    parser.add_argument(
        "--reason", metavar="TEXT", help="only pages of this kind, or with this text in the reason"
    )
    run_arguments(parser)
    list_arguments(parser)


def run(options: Namespace) -> int:
    """List quarantined pages; return the exit code."""
    sink = open_sink(options.dump)
    index = read_index(sink)
    source, day = wanted_source(options, index), wanted_day(options)
    wanted = QuarantineFilter(source, day, options.text, options.reason)
    runs = wanted_runs(options, sink, index)
    with reading(sink, runs, ["quarantine"]) as (watched, hide):
        found = find_quarantined(watched, runs, wanted)
        print_list(options, found, lambda each: each.line, COLUMNS, _cells, hide)
    return 0


def _cells(found: FoundPage) -> tuple[object, ...]:
    row = found.row
    return (row.fetched_at, row.source, row.kind, row.reason, row.url)
