"""List the parts that the index of a dump names, oldest run first: what readers may read.

One location per line: a path, or an s3:// URL. With --json one JSON object per line: kind, source,
day, run, url, rows, bytes, sha256.

Exit codes: 0, listed, also if no part matches; 1, the dump is damaged, or the reader of the output
has exited; 2, bad usage, or no dump.
"""

import sys
from argparse import ArgumentParser, Namespace

import msgspec

from crawler.cli.list_filters import (
    dump_argument,
    run_arguments,
    source_and_day,
    wanted_day,
    wanted_runs,
    wanted_source,
)
from crawler.dump.keys import KINDS
from crawler.dump.reader import read_index
from crawler.sinks import open_sink
from crawler.tools.parts import PartFilter, find_parts


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `parts`."""
    dump_argument(parser)
    parser.add_argument("--kind", choices=sorted(KINDS), default="records", help="default: records")
    source_and_day(parser, "day of the fetch (UTC)")
    run_arguments(parser)
    parser.add_argument("--json", action="store_true", help="JSON lines")


def run(options: Namespace) -> int:
    """List parts; return the exit code."""
    sink = open_sink(options.dump)
    index = read_index(sink)
    wanted = PartFilter(options.kind, wanted_source(options, index), wanted_day(options))
    for part in find_parts(sink, wanted_runs(options, sink, index), wanted):
        line = msgspec.json.encode(part) if options.json else part.location.encode()
        sys.stdout.buffer.write(line + b"\n")
    return 0
