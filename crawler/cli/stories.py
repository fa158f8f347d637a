"""List and search the records of a dump, newest run first; with --latest, one per story, by id.

A table, or with --json the records themselves, one per line.

Exit codes: 0, listed, also if no record matches; 1, the dump is damaged, or the reader of the
output has exited; 2, bad usage, or no dump.
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
from crawler.tools.search import FoundStory, StoryFilter, find_latest, find_records

COLUMNS = (
    Column("id", 12),
    Column("rev", 3, right=True),
    Column("op", 6),
    Column("published", 10),
    Column("source", 16),
    Column("agency", 12),
    Column("headline"),
)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `stories`."""
    dump_argument(parser)
    parser.add_argument(
        "--text", help="only records with this in headline, byline, intro, body or URL, in any case"
    )
    source_and_day(parser, "day of publication")
    parser.add_argument("--op", choices=["add", "modify", "delete"])
    run_arguments(parser)
    parser.add_argument(
        "--latest", action="store_true", help="only the last record of each story; reads all first"
    )
    list_arguments(parser)


def run(options: Namespace) -> int:
    """List records; return the exit code."""
    sink = open_sink(options.dump)
    index = read_index(sink)
    source, day = wanted_source(options, index), wanted_day(options)
    wanted = StoryFilter(source, day, options.text, options.op)
    find = find_latest if options.latest else find_records
    runs = wanted_runs(options, sink, index)
    with reading(sink, runs, ["records"]) as (watched, hide):
        found = find(watched, runs, wanted)
        print_list(options, found, lambda each: each.line, COLUMNS, _cells, hide)
    return 0


def _cells(found: FoundStory) -> tuple[object, ...]:
    row = found.row
    agency = row.infosource.code or row.infosource.name
    title = row.headline or row.intro or row.body[:200]
    return (row.id[:12], row.revision, row.op, row.published.date, row.source, agency, title)
