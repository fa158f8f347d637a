"""Verify every checksum, row, schema, count and pointer of a dump.

Exit codes: 0, the dump is valid; 1, it is not, with one line per problem on stderr; 2, no dump, or
it cannot be reached.
"""

import sys
from argparse import ArgumentParser, Namespace

from crawler.base.faults import printable
from crawler.base.text import counted
from crawler.cli.reading_progress import reading
from crawler.sinks import open_sink


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `verify`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")


def run(options: Namespace) -> int:
    """Verify one dump; return the exit code."""
    from crawler.tools.verify import verify_sink  # here: its schema checker takes a while to load

    with reading(open_sink(options.dump)) as (sink, _):
        findings = verify_sink(sink)
    for note in findings.notes:
        print(printable(f"note: {note}"), file=sys.stderr)
    for problem in findings.problems:
        print(printable(problem), file=sys.stderr)
    stories = counted(findings.stories, "story", "stories")
    if findings.deleted:
        stories += f" ({findings.deleted} more deleted)"
    held = f"{counted(findings.records, 'record')}, {stories}, {counted(findings.runs, 'run')}"
    if findings.snapshots:
        held += f", {counted(findings.snapshots, 'snapshot')}"
    if findings.problems:
        print(f"bad: {counted(len(findings.problems), 'problem')} in {held}")
        return 1
    print(f"ok: {held}")
    return 0
