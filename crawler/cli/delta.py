"""What changed between two versions of a dump: the last record of each story that did, by id.

JSON lines on stdout, or with --out records.jsonl.gz and manifest.json in a folder, for `apply`. A
line whose op is `delete` takes its story away; any other puts its record in the place of the old.

Exit code 0: all is told; 1: the dump is damaged, or OUT cannot be written; 2: bad usage.
"""

import sys
from argparse import ArgumentParser, Namespace

from crawler.dump.bundle import Place, write_delta
from crawler.dump.state import changes
from crawler.dump.versions import NOTHING, read_index, runs_between
from crawler.sinks import open_sink


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `delta`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument(
        "since", metavar="A", nargs="?", default=NOTHING, help="a version (default: none)"
    )
    parser.add_argument("until", metavar="B", nargs="?", help="a later one (default: the newest)")
    parser.add_argument("--out", metavar="OUT", help="a folder, named like a dump")


def run(options: Namespace) -> int:
    """Tell one delta; returns the exit code."""
    sink = open_sink(options.dump)
    index = read_index(sink)
    since = None if options.since == NOTHING else options.since
    runs = runs_between(index, since, options.until)
    version = options.until or index.runs[-1].run
    delta = changes(sink, runs)
    if not options.out:
        for change in delta:
            sys.stdout.buffer.write(change.line + b"\n")
        return 0
    place = Place(open_sink(options.out))
    bundle = write_delta(place, since, version, delta)
    print(f"delta from {options.since} to {version}: {bundle.rows} stories in {place.url}")
    return 0
