"""Write the records of a dump as IPTC ninjs 3.1 or schema.org NewsArticle: JSON lines, by id.

By default the last revision of each story that is not deleted. With --since or --run only stories
changed by then, deleted ones as withdrawn (canceled); with --revisions every revision, newest run
first.

Output is on stdout; with -o a new file or S3 object, compressed if its name ends with .gz or .zst.

Exit codes: 0, complete, also if no record matches; 1, the dump is damaged, the output cannot be
written, or its reader has exited; 2, bad usage, or no dump.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from crawler.base.text import counted
from crawler.cli.list_filters import (
    dump_argument,
    run_arguments,
    source_and_day,
    wanted_day,
    wanted_runs,
    wanted_source,
)
from crawler.cli.reading_progress import Hide, reading
from crawler.dump.reader import read_index
from crawler.exports import FORMATS
from crawler.exports.lines import exported
from crawler.exports.output import open_output
from crawler.sinks import open_sink
from crawler.tools.search import StoryFilter, find_latest, find_records


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `export`."""
    dump_argument(parser)
    parser.add_argument(
        "--as", dest="format", choices=sorted(FORMATS), required=True, help="the format"
    )
    parser.add_argument(
        "--text", help="only records with this in headline, byline, intro, body or URL, in any case"
    )
    source_and_day(parser, "day of publication")
    run_arguments(parser)
    parser.add_argument(
        "--revisions", action="store_true", help="every revision instead of the last of each story"
    )
    parser.add_argument(
        "-o", "--out", metavar="FILE", help="a new file: path, file:///path or s3://bucket/name"
    )


def run(options: Namespace) -> int:
    """Write records in another format; return the exit code."""
    output = open_output(options.out) if options.out else None
    sink = open_sink(options.dump)
    index = read_index(sink)
    wanted = StoryFilter(wanted_source(options, index), wanted_day(options), options.text)
    runs = wanted_runs(options, sink, index)
    find = find_records if options.revisions else find_latest
    with_deleted = options.revisions or options.since or options.of_run
    with reading(sink, runs, ["records"]) as (watched, hide):
        found = find(watched, runs, wanted)
        rows = found if with_deleted else (each for each in found if each.row.op != "delete")
        lines = exported(options.format, (each.line for each in rows))
        if output is None:
            _print(lines, hide)
            return 0
        count = output.write(lines)
    print(f"{counted(count, 'record')} as {options.format} in {output.url}")
    return 0


def _print(lines: Iterable[bytes], hide: Hide) -> None:
    for line in lines:
        if sys.stdout.isatty():
            hide()
        sys.stdout.buffer.write(line + b"\n")
