"""List the revisions of one story, oldest first: op, time, part, changed keys.

Output is JSON lines on stdout. Reads all records of the dump.

Exit codes: 0, listed; 1, no such story, or the dump is damaged; 2, bad usage.
"""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

import msgspec

from crawler.dump.reader import read_index
from crawler.sinks import open_sink
from crawler.tools.history import history
from crawler.tools.names import version_named


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `log`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument("story", metavar="ID", help="the story's id, a prefix of it, or its URL")
    parser.add_argument(
        "--since", metavar="RUN", help="only revisions after a version, as in delta"
    )


def run(options: Namespace) -> int:
    """Print the revisions of one story; return the exit code."""
    sink = open_sink(options.dump)
    since = None
    if options.since:
        since = version_named(sink, read_index(sink), options.since, datetime.now(UTC))
    entries = history(sink, options.story, since)
    for entry in entries:
        sys.stdout.buffer.write(msgspec.json.encode(entry) + b"\n")
    if not entries:
        when = f" after {since}" if since else ""
        print(f"{sink.url}: no records of story {options.story}{when}", file=sys.stderr)
    return 0 if entries else 1
