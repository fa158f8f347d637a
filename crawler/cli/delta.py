"""Print what changed between two versions of a dump: the last record of each changed story, by id.

Output is JSON lines on stdout; with --out, records.jsonl.gz and manifest.json in a folder, for
`apply`. A record with op `delete` removes its story; any other replaces the story's record.

A version is a run's name or a prefix of it; -1 (the newest), -2, …; a day (2026-11-28, today,
yesterday, --since=-7d), which means its end, UTC; a time (2026-11-28T03:00Z); or none.

Exit codes: 0, complete; 1, the dump is damaged or OUT cannot be written; 2, bad usage.
"""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from crawler.base.faults import UsageFault
from crawler.base.text import counted
from crawler.cli.reading_progress import reading
from crawler.dump.reader import NOTHING, read_index, runs_between
from crawler.sinks import open_sink
from crawler.tools.deltas import changes
from crawler.tools.names import version_named
from crawler.tools.snapshots import BundlePlace, write_delta


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `delta`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument("since", metavar="A", nargs="?", help="start version (default: none)")
    parser.add_argument("until", metavar="B", nargs="?", help="end version (default: the newest)")
    parser.add_argument(
        "--since",
        dest="after",
        metavar="A",
        help='start version, as option (allows values starting with "-")',
    )
    parser.add_argument(
        "--until",
        dest="to",
        metavar="B",
        help='end version, as option (allows values starting with "-")',
    )
    parser.add_argument("--out", metavar="OUT", help="the folder to write: path or URL")


def run(options: Namespace) -> int:
    """Print or write one delta; return the exit code."""
    sink = open_sink(options.dump)
    index = read_index(sink)
    now = datetime.now(UTC)
    since = _named(options.since, options.after, "--since") or NOTHING
    until = _named(options.until, options.to, "--until") or "-1"
    start, version = (version_named(sink, index, name, now) for name in (since, until))
    if version is None:
        raise UsageFault(f"{until}: no version existed at that time")
    runs = runs_between(index, start, version)
    with reading(sink, runs, ["records"]) as (watched, hide):
        delta = changes(watched, runs)
        if not options.out:
            for change in delta:
                hide()  # all is read when the first one comes
                sys.stdout.buffer.write(change.line + b"\n")
            return 0
        place = BundlePlace(open_sink(options.out))
        bundle = write_delta(place, start, version, delta)
    stories = counted(bundle.rows, "story", "stories")
    print(f"delta from {start or NOTHING} to {version}: {stories} in {place.url}")
    return 0


def _named(place: str | None, option: str | None, name: str) -> str | None:
    if place is not None and option is not None:
        raise UsageFault(f"{name}: given twice, {place} and {option}")
    return place or option
