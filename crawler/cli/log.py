"""Every revision of one story, oldest first: what, when, where it lies, which keys changed.

JSON lines on stdout. Reads all records of the dump.

Exit code 0: it is told; 1: no such story, or the dump is damaged; 2: bad usage.
"""

import sys
from argparse import ArgumentParser, Namespace

import msgspec

from crawler.dump.history import history
from crawler.sinks import open_sink


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `log`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument("story", metavar="ID", help="the `id` of its records")


def run(options: Namespace) -> int:
    """Tell one story's revisions; returns the exit code."""
    sink = open_sink(options.dump)
    entries = history(sink, options.story)
    for entry in entries:
        sys.stdout.buffer.write(msgspec.json.encode(entry) + b"\n")
    if not entries:
        print(f"{sink.url}: no story has the id {options.story}", file=sys.stderr)
    return 0 if entries else 1
