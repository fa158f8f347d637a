"""List the parts that the index of a dump names, oldest run first: what readers may read.

With --latest, the files of the newest state instead: every story that is not deleted, as Parquet,
or with --lines as JSON lines.

One location per line: a path, or an s3:// URL. With --json one JSON object per line: kind, source,
day, run, url, rows, bytes, sha256; of the newest state first_day and last_day instead of kind, day
and run.

Exit codes: 0, listed, also if no part matches; 1, the dump is damaged, or the reader of the output
has exited; 2, bad usage, or no dump.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

import msgspec

from crawler.base.faults import UsageFault
from crawler.cli.list_filters import (
    dump_argument,
    run_arguments,
    source_and_day,
    wanted_day,
    wanted_runs,
    wanted_source,
)
from crawler.dump.keys import KINDS
from crawler.dump.latest import read_latest
from crawler.dump.manifest import Index
from crawler.dump.reader import read_index
from crawler.sinks import Sink, open_sink
from crawler.tools.parts import ListedPart, ListedPartition, PartFilter, find_partitions, find_parts


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `parts`."""
    dump_argument(parser)
    parser.add_argument("--kind", choices=sorted(KINDS), default="records", help="default: records")
    source_and_day(parser, "day of the fetch (UTC)")
    run_arguments(parser)
    parser.add_argument("--latest", action="store_true", help="files of the newest state")
    parser.add_argument("--lines", action="store_true", help="of these, those of JSON lines")
    parser.add_argument("--json", action="store_true", help="JSON lines")


def run(options: Namespace) -> int:
    """List parts; return the exit code."""
    sink = open_sink(options.dump)
    index = read_index(sink)
    for file in _files(options, sink, index):
        line = msgspec.json.encode(file) if options.json else file.location.encode()
        sys.stdout.buffer.write(line + b"\n")
    return 0


def _files(
    options: Namespace, sink: Sink, index: Index
) -> Iterator[ListedPart] | Iterator[ListedPartition]:
    """Return the files to list. Raises UsageFault."""
    source = wanted_source(options, index)
    if not options.latest:
        if options.lines:
            raise UsageFault("--lines belongs to --latest")
        wanted = PartFilter(options.kind, source, wanted_day(options))
        return find_parts(sink, wanted_runs(options, sink, index), wanted)
    if options.day or options.of_run or options.since or options.kind != "records":
        raise UsageFault("--latest: of the options that select, only --source applies to it")
    latest = read_latest(sink, index)
    if latest is None:
        raise UsageFault(f"{sink.url}: has no ready files; `snapshot` writes the newest state")
    if latest.version != index.version:
        what = f"they hold version {latest.version}, the next run brings them up to date"
        print(f"python -m crawler parts: {what}", file=sys.stderr)
    return find_partitions(sink, latest, source, lines=options.lines)
